package dev.specter.netty;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.specter.webrtc.RtcIceCandidateInit;
import dev.specter.webrtc.RtcPeerConnection;
import dev.specter.webrtc.RtcSdpType;
import dev.specter.webrtc.RtcSessionDescription;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Sets up one peer connection over a conversation: the client offers, the server answers,
 * candidates go both ways as they are found. Confined to the connection's callback executor, but
 * for {@link #incoming()}.
 */
final class Negotiation {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A description with a hundred candidates is well below that. */
    private static final int MAX_CHARACTERS = 64 * 1024;

    private final RtcPeerConnection pc;
    private final Executor executor;
    private final Consumer<Throwable> onFailure;
    private final boolean offers;

    /** What was heard and has not been dealt with: more is dropped. */
    private static final int MAX_UNHEARD = 128;

    private final AtomicInteger unheard = new AtomicInteger();

    /** What is to be said before there is a link to say it over. */
    private final Queue<String> unsent = new ArrayDeque<>();

    private SignalingLink link;
    private boolean closed;

    /**
     * Makes one that has said nothing yet.
     *
     * @param pc the connection
     * @param offers whether this end is the one that offers
     * @param onFailure told what keeps the connection from coming up, on the callback executor
     */
    Negotiation(RtcPeerConnection pc, boolean offers, Consumer<Throwable> onFailure) {
        this.pc = pc;
        this.executor = pc.callbackExecutor();
        this.offers = offers;
        this.onFailure = onFailure;
        pc.onIceCandidate(candidate -> say("candidate", candidate.toInit().toJson()));
        if (offers) {
            pc.onNegotiationNeeded(this::offer);
        }
    }

    /** What this end is told. Thread-safe. */
    SignalingLink incoming() {
        return new SignalingLink() {
            @Override
            public void send(String text) {
                if (unheard.incrementAndGet() <= MAX_UNHEARD) {
                    executor.execute(() -> hear(text));
                } else {
                    unheard.decrementAndGet(); // more than any honest end has to say at once
                }
            }

            @Override
            public void close() {
                executor.execute(() -> ended());
            }
        };
    }

    private void ended() {
        if (!closed) {
            onFailure.accept(new SignalingException("the other end ended the conversation"));
        }
    }

    /** There is a link: says what waits. */
    void over(SignalingLink added) {
        link = added;
        if (closed) {
            added.close();
            return;
        }
        for (String text = unsent.poll(); text != null; text = unsent.poll()) {
            added.send(text);
        }
    }

    /** Ends the conversation. */
    void close() {
        if (!closed) {
            closed = true;
            if (link != null) {
                link.close();
            }
        }
    }

    private void say(String name, String json) {
        String text = "{\"" + name + "\":" + json + "}";
        if (closed) {
            return;
        }
        if (link == null) {
            unsent.add(text);
        } else {
            link.send(text);
        }
    }

    private void offer() {
        settle(
                pc.createOffer()
                        .thenCompose(
                                offer -> {
                                    say("description", offer.toJson());
                                    return pc.setLocalDescription(offer);
                                }));
    }

    private void hear(String text) {
        CompletionStage<Void> step = CompletableFuture.completedStage(null);
        try {
            if (!closed) {
                step = take(text);
            }
        } catch (JsonProcessingException | RuntimeException e) {
            onFailure.accept(new SignalingException("a message makes no sense", e));
        }
        settle(step.whenComplete((done, error) -> unheard.decrementAndGet()));
    }

    private CompletionStage<Void> take(String text) throws JsonProcessingException {
        if (text.length() > MAX_CHARACTERS) {
            throw new IllegalArgumentException(text.length() + " characters");
        }
        JsonNode message = JSON.readTree(text);
        if (message.has("candidate")) {
            return pc.addIceCandidate(
                            RtcIceCandidateInit.fromJson(message.get("candidate").toString()))
                    // One that we cannot use is no reason to give up.
                    .exceptionally(error -> null);
        }
        var description = RtcSessionDescription.fromJson(message.path("description").toString());
        if (offers == (description.type() == RtcSdpType.OFFER)) {
            throw new IllegalArgumentException("unexpected " + description.type());
        }
        CompletableFuture<Void> set = pc.setRemoteDescription(description);
        return offers ? set : set.thenCompose(done -> pc.createAnswer()).thenCompose(this::answer);
    }

    private CompletionStage<Void> answer(RtcSessionDescription answer) {
        say("description", answer.toJson());
        return pc.setLocalDescription(answer);
    }

    private void settle(CompletionStage<Void> step) {
        step.whenComplete(
                (done, error) -> {
                    if (error != null) {
                        executor.execute(() -> failed(error));
                    }
                });
    }

    private void failed(Throwable error) {
        if (!closed) {
            onFailure.accept(new SignalingException("the ends could not agree", error));
        }
    }
}
