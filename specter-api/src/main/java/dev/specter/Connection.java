package dev.specter;

import dev.specter.SpecterMessage.Operation;
import dev.specter.webrtc.RtcDataChannel;
import dev.specter.webrtc.RtcException;
import dev.specter.webrtc.RtcIceCandidateInit;
import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcOfferOptions;
import dev.specter.webrtc.RtcPeerConnection;
import dev.specter.webrtc.RtcRtpSender;
import dev.specter.webrtc.RtcSampleTrack;
import dev.specter.webrtc.RtcSdpType;
import dev.specter.webrtc.RtcSessionDescription;
import dev.specter.webrtc.WebRtc;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A connection behind its handle: turns calls into operations of the layer below, and their results
 * into messages. Thread-safe; the work is done by {@link CallQueue}, on the Specter's thread.
 */
final class Connection {
    private record Sender(TrackLocalStaticSample track, RtcRtpSender rtc) {}

    private final Specter specter;
    private final PeerConnection handle;
    private final CallQueue calls;
    private final Map<UUID, Sender> senders = new ConcurrentHashMap<>();

    // Confined to the Specter's thread.
    private ConnectionEvents events;
    private ComfortNoise comfortNoise;

    Connection(Specter specter, PeerConnection handle) {
        this.specter = specter;
        this.handle = handle;
        this.calls = new CallQueue(handle, specter.thread(), specter.outbox());
    }

    /** Why something failed, for people. */
    static String reason(Throwable error) {
        Throwable cause = error;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    /** Has the connection made. */
    void open() {
        calls.open(this::make, () -> specter.forget(handle));
    }

    private RtcPeerConnection make() {
        WebRtc webRtc = specter.webRtc();
        RtcPeerConnection rtc = webRtc.newPeerConnection(specter.rtcConfiguration());
        comfortNoise = new ComfortNoise(webRtc.senderCapabilities(RtcMediaKind.AUDIO).codecs());
        events = new ConnectionEvents(specter, this, handle);
        events.listenTo(rtc);
        return rtc;
    }

    boolean isGone() {
        return calls.isClosed();
    }

    RtcPeerConnection rtc() {
        return calls.rtc();
    }

    /** Closes it; false if it was closed already. */
    boolean close() {
        return calls.close(
                () -> {
                    if (events != null) {
                        events.connectionClosed();
                    }
                    specter.channels().removeAll(this);
                    senders.clear();
                });
    }

    // Negotiation

    void createOffer(OfferOptions options) {
        call(
                rtc -> {
                    // Deviates from webrtc-pc, which allows it: as the Elixir library has it.
                    if (options.iceRestart() && !hasTransport(rtc)) {
                        return failed("ICEAgent does not exist");
                    }
                    comfortNoise.apply(rtc, options.voiceActivityDetection());
                    return rtc.createOffer(new RtcOfferOptions(options.iceRestart()))
                            .thenApply(d -> new SpecterMessage.Offer(handle, d.toJson()));
                },
                error -> new SpecterMessage.OfferError(handle, reason(error)));
    }

    /** Transports come with the first local description that has an m-section. */
    private static boolean hasTransport(RtcPeerConnection rtc) {
        return rtc.localDescription()
                .filter(d -> d.sdp().lines().anyMatch(line -> line.startsWith("m=")))
                .isPresent();
    }

    void createAnswer(AnswerOptions options) {
        call(
                rtc -> {
                    comfortNoise.apply(rtc, options.voiceActivityDetection());
                    return rtc.createAnswer()
                            .thenApply(d -> new SpecterMessage.Answer(handle, d.toJson()));
                },
                error -> new SpecterMessage.AnswerError(handle, reason(error)));
    }

    void setLocalDescription(String json) {
        RtcSessionDescription description = parse(RtcSessionDescription::fromJson, json);
        setDescription(
                description,
                RtcPeerConnection::setLocalDescription,
                Operation.SET_LOCAL_DESCRIPTION,
                // An empty text means the description made last (webrtc-pc, section 4.4.1.5).
                description.sdp().isEmpty(),
                reason -> new SpecterMessage.InvalidLocalDescription(handle, reason));
    }

    void setRemoteDescription(String json) {
        RtcSessionDescription description = parse(RtcSessionDescription::fromJson, json);
        setDescription(
                description,
                RtcPeerConnection::setRemoteDescription,
                Operation.SET_REMOTE_DESCRIPTION,
                // A rollback has no text.
                description.type() == RtcSdpType.ROLLBACK,
                reason -> new SpecterMessage.InvalidRemoteDescription(handle, reason));
    }

    private void setDescription(
            RtcSessionDescription description,
            BiFunction<RtcPeerConnection, RtcSessionDescription, CompletableFuture<Void>> set,
            Operation operation,
            boolean needsNoText,
            Function<String, SpecterMessage> failure) {
        call(
                rtc -> {
                    Optional<String> syntaxError =
                            needsNoText ? Optional.empty() : SdpSyntax.error(description);
                    return syntaxError.isPresent()
                            ? failed(syntaxError.get())
                            : set.apply(rtc, description).thenApply(v -> ok(operation));
                },
                error -> failure.apply(SdpSyntax.reason(description, error)));
    }

    void addIceCandidate(String json) {
        RtcIceCandidateInit candidate = parse(RtcIceCandidateInit::fromJson, json);
        call(
                rtc ->
                        rtc.remoteDescription().isEmpty()
                                ? failed("remote description is not set")
                                : rtc.addIceCandidate(candidate)
                                        .thenApply(v -> ok(Operation.ADD_ICE_CANDIDATE)),
                error -> new SpecterMessage.CandidateError(handle, reason(error)));
    }

    void gatheringComplete() {
        call(
                rtc -> {
                    events.awaitGathering(rtc);
                    return CallQueue.ANSWERED_LATER;
                },
                error -> new SpecterMessage.GatheringError(handle, reason(error)));
    }

    // Media and data

    void addTrack(TrackLocalStaticSample track) {
        RtcSampleTrack rtcTrack = specter.tracks().find(track).orElseThrow(() -> noTrack(track));
        answer(
                rtc -> {
                    RtcRtpSender sender = rtc.addTrack(rtcTrack);
                    UUID senderId = UUID.randomUUID();
                    senders.put(senderId, new Sender(track, sender));
                    return new SpecterMessage.RtpSender(handle, track, senderId);
                },
                error -> new SpecterMessage.TrackError(handle, track, reason(error)));
    }

    void removeTrack(UUID senderId) {
        Sender sender = senders.get(senderId);
        if (sender == null) {
            throw noTrack(senderId);
        }
        answer(
                rtc -> {
                    rtc.removeTrack(sender.rtc());
                    senders.remove(senderId);
                    return ok(Operation.REMOVE_TRACK);
                },
                error -> new SpecterMessage.TrackError(handle, sender.track(), reason(error)));
    }

    private static SpecterException noTrack(Object what) {
        return new SpecterException(
                SpecterException.Reason.INVALID_TRACK, "no such track: " + what);
    }

    void createDataChannel(String label) {
        answer(
                rtc -> {
                    DataChannel channel = events.listenTo(rtc.createDataChannel(label));
                    return new SpecterMessage.DataChannelCreated(handle, channel, label);
                },
                error -> new SpecterMessage.DataChannelError(handle, reason(error)));
    }

    void sendText(DataChannel channel, String text) {
        send(channel, rtcChannel -> rtcChannel.send(text));
    }

    /** Sends bytes, which must not change any more. */
    void sendBytes(DataChannel channel, ByteBuffer bytes) {
        send(channel, rtcChannel -> rtcChannel.send(bytes));
    }

    private void send(DataChannel channel, Consumer<RtcDataChannel> send) {
        Channels.Entry entry = specter.channels().require(channel);
        if (entry.connection() != this) {
            throw Specter.notFound(channel);
        }
        answer(
                rtc -> {
                    send.accept(entry.rtc());
                    return ok(Operation.SEND_DATA);
                },
                error -> new SpecterMessage.DataChannelError(handle, reason(error)));
    }

    // State

    /** Asks for a description. */
    void describe(
            Function<RtcPeerConnection, Optional<RtcSessionDescription>> getter,
            BiFunction<PeerConnection, Optional<String>, SpecterMessage> message) {
        answer(
                rtc -> message.apply(handle, getter.apply(rtc).map(RtcSessionDescription::toJson)),
                error -> message.apply(handle, Optional.empty()));
    }

    /** Asks for a state, which is the given one where there is no connection. */
    <S> void state(
            Function<RtcPeerConnection, S> getter,
            S unspecified,
            BiFunction<PeerConnection, S, SpecterMessage> message) {
        answer(
                rtc -> message.apply(handle, getter.apply(rtc)),
                error -> message.apply(handle, unspecified));
    }

    void getStats() {
        call(
                rtc -> rtc.getStats().thenApply(r -> new SpecterMessage.Stats(handle, r.toJson())),
                error -> new SpecterMessage.Stats(handle, "{}"));
    }

    // How calls are made

    private void call(
            Function<RtcPeerConnection, CompletableFuture<? extends SpecterMessage>> start,
            Function<Throwable, SpecterMessage> failure) {
        calls.submit(start, failure);
    }

    /** A call whose answer is there at once. */
    private void answer(
            Function<RtcPeerConnection, SpecterMessage> action,
            Function<Throwable, SpecterMessage> failure) {
        call(rtc -> CompletableFuture.completedFuture(action.apply(rtc)), failure);
    }

    private SpecterMessage ok(Operation operation) {
        return new SpecterMessage.Ok(handle, operation);
    }

    private static CompletableFuture<SpecterMessage> failed(String reason) {
        return CompletableFuture.failedFuture(new SurfaceRefusal(reason));
    }

    private static <T> T parse(Function<String, T> parser, String json) {
        try {
            return parser.apply(json);
        } catch (RtcException e) {
            throw new SpecterException(SpecterException.Reason.INVALID_JSON, e.getMessage(), e);
        }
    }

    /** Carries the reason of a failure that the surface found itself. */
    private static final class SurfaceRefusal extends RuntimeException {
        private static final long serialVersionUID = 1L;

        SurfaceRefusal(String reason) {
            super(reason, null, false, false);
        }
    }
}
