package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.specter.sdp.SdpException;
import dev.specter.sdp.SdpParser;
import dev.specter.sdp.SdpWriter;
import dev.specter.sdp.SessionDescription;
import dev.specter.sdp.attribute.IceUfrag;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One end of a call: an application that negotiates as the example of webrtc-pc, section 10.7 does,
 * and does anything else at random. Everything in it runs on the connection's callback executor, as
 * it would in a browser's tasks.
 */
final class RandomEnd {
    private static final List<RtcErrorName> OF_A_MOMENT =
            List.of(RtcErrorName.INVALID_STATE_ERROR, RtcErrorName.INVALID_ACCESS_ERROR);

    /** What is under way to this end. */
    private record Message(
            Optional<RtcSessionDescription> description, Optional<RtcIceCandidateInit> candidate) {}

    final RtcPeerConnection pc;
    final Queue<String> trace;
    private final String name;
    private final boolean isPolite;

    /** Whether what ICE finds is told; else each description is followed by a made-up candidate. */
    private final boolean trickles;

    private final SplittableRandom random;
    private final Queue<Message> inbox = new ConcurrentLinkedQueue<>();
    private final AtomicInteger underWay = new AtomicInteger();
    private final List<RtcDataChannel> channels = new ArrayList<>();
    private final List<RtcLocalTrack> tracks = new ArrayList<>();
    private volatile Optional<Throwable> failure = Optional.empty();
    private final AtomicInteger descriptions = new AtomicInteger();
    private final AtomicInteger collisions = new AtomicInteger();
    private RandomEnd peer;
    private boolean makesOffer;
    private boolean ignoresOffer;
    private boolean setsAnswer;
    private volatile boolean isClosed;

    RandomEnd(
            String name,
            RtcPeerConnection pc,
            boolean isPolite,
            boolean trickles,
            SplittableRandom random,
            Queue<String> trace) {
        this.name = name;
        this.pc = pc;
        this.isPolite = isPolite;
        this.trickles = trickles;
        this.random = random;
        this.trace = trace;
        pc.onNegotiationNeeded(this::offer);
        if (trickles) {
            pc.onIceCandidate(c -> send(c.toInit()));
        }
        pc.onDataChannel(channels::add);
        pc.onSignalingStateChange(this::signalingState);
    }

    static void join(RandomEnd one, RandomEnd other) {
        one.peer = other;
        other.peer = one;
    }

    /** Whether nothing is under way to it, no call is unfinished, and negotiation is over. */
    boolean isAtRest() {
        return inbox.isEmpty()
                && underWay.get() == 0
                && (isClosed || peer.isClosed || pc.signalingState() == RtcSignalingState.STABLE);
    }

    Optional<Throwable> failure() {
        return failure;
    }

    int descriptions() {
        return descriptions.get();
    }

    int collisions() {
        return collisions.get();
    }

    boolean isClosed() {
        return isClosed;
    }

    @Override
    public String toString() {
        return name + "[" + pc + ", " + inbox.size() + " in, " + underWay + " calls under way]";
    }

    // Negotiation

    private void signalingState(RtcSignalingState state) {
        note("is " + state);
        if (isClosed) {
            fail("an event after close()", new IllegalStateException(state.toString()));
        }
    }

    private void offer() {
        note("needs negotiation");
        makesOffer = true;
        CompletableFuture<Void> set =
                random.nextInt(4) == 0
                        ? call("createOffer", () -> pc.createOffer(offerOptions()))
                                .thenCompose(this::setOffer)
                        : call("setLocalDescription()", pc::setLocalDescription);
        var unused =
                set.whenComplete(
                        (done, error) -> {
                            makesOffer = false;
                            if (error == null) {
                                sendDescription();
                            }
                        });
    }

    /** Fails where an offer of the peer came in between; negotiation is needed again then. */
    private CompletableFuture<Void> setOffer(RtcSessionDescription offer) {
        return tolerant(
                "setLocalDescription(offer)",
                () -> pc.setLocalDescription(offer),
                List.of(RtcErrorName.INVALID_STATE_ERROR, RtcErrorName.INVALID_MODIFICATION_ERROR));
    }

    private RtcOfferOptions offerOptions() {
        return random.nextInt(4) == 0 ? new RtcOfferOptions(true) : RtcOfferOptions.defaults();
    }

    private void sendDescription() {
        RtcSessionDescription description = pc.localDescription().orElseThrow();
        SessionDescription parsed = parse(description.sdp());
        assertEquals(description.sdp(), SdpWriter.write(parsed));
        descriptions.incrementAndGet();
        note("sends " + description.type());
        peer.inbox.add(new Message(Optional.of(description), Optional.empty()));
        if (!trickles) {
            candidateOf(parsed).ifPresent(this::send);
        }
    }

    private static SessionDescription parse(String sdp) {
        try {
            return SdpParser.parse(sdp);
        } catch (SdpException e) {
            throw new AssertionError(sdp, e);
        }
    }

    private Optional<RtcIceCandidateInit> candidateOf(SessionDescription description) {
        String text = random.nextBoolean() ? "candidate:1 1 udp 1 192.0.2.1 9 typ host" : "";
        return description.media().stream()
                .filter(m -> m.attributes().first(IceUfrag.class).isPresent())
                .findFirst()
                .map(
                        m ->
                                new RtcIceCandidateInit(
                                        text,
                                        m.mid(),
                                        OptionalInt.empty(),
                                        m.attributes().first(IceUfrag.class).map(IceUfrag::ufrag)));
    }

    private void send(RtcIceCandidateInit candidate) {
        peer.inbox.add(new Message(Optional.empty(), Optional.of(candidate)));
    }

    /** What was sent first arrives, if anything is under way. */
    void receive() {
        Message message = inbox.poll();
        if (message == null || isClosed) {
            return;
        }
        message.candidate().ifPresent(this::addCandidate);
        message.description().ifPresent(this::handle);
    }

    private void handle(RtcSessionDescription remote) {
        boolean isOffer = remote.type() == RtcSdpType.OFFER;
        boolean isReady =
                !makesOffer && (pc.signalingState() == RtcSignalingState.STABLE || setsAnswer);
        boolean collides = isOffer && !isReady;
        collisions.addAndGet(collides ? 1 : 0);
        ignoresOffer = collides && !isPolite;
        note("receives " + remote.type() + (ignoresOffer ? ", ignored" : ""));
        if (ignoresOffer) {
            return;
        }
        setsAnswer = remote.type() == RtcSdpType.ANSWER;
        CompletableFuture<Void> set =
                call("setRemoteDescription", () -> pc.setRemoteDescription(remote))
                        .whenComplete((done, error) -> setsAnswer = false);
        if (isOffer) {
            var unused = set.thenCompose(done -> answer());
        }
    }

    private CompletableFuture<Void> answer() {
        CompletableFuture<Void> before =
                random.nextInt(4) == 0
                        ? call("createAnswer", pc::createAnswer).thenCompose(this::setProvisionally)
                        : CompletableFuture.completedFuture(null);
        return before.thenCompose(done -> call("setLocalDescription()", pc::setLocalDescription))
                .thenRun(this::sendDescription);
    }

    private CompletableFuture<Void> setProvisionally(RtcSessionDescription answer) {
        var provisional = new RtcSessionDescription(RtcSdpType.PRANSWER, answer.sdp());
        return call("setLocalDescription(pranswer)", () -> pc.setLocalDescription(provisional))
                .thenRun(this::sendDescription)
                .thenRun(this::change);
    }

    private void addCandidate(RtcIceCandidateInit candidate) {
        boolean isForIgnored = ignoresOffer;
        underWay.incrementAndGet();
        var unused =
                pc.addIceCandidate(candidate)
                        .whenComplete(
                                (done, error) -> {
                                    underWay.decrementAndGet();
                                    if (error != null && !isForIgnored && !isLate(candidate)) {
                                        fail("addIceCandidate " + candidate, error);
                                    }
                                });
    }

    /** Whether its m-section left while the candidate was under way, or no description has it. */
    private boolean isLate(RtcIceCandidateInit candidate) {
        String mid = "a=mid:" + candidate.sdpMid().orElse("") + "\r\n";
        String ufrag = "a=ice-ufrag:" + candidate.usernameFragment().orElse("") + "\r\n";
        return isClosed
                || pc.remoteDescription()
                        .filter(d -> d.sdp().contains(mid) && d.sdp().contains(ufrag))
                        .isEmpty();
    }

    // Anything

    /** Does one thing that an application may do at any time. */
    void change() {
        if (isClosed) {
            return;
        }
        switch (random.nextInt(16)) {
            case 0, 1 -> addTrack();
            case 2 -> addTransceiver();
            case 3 -> guarded("createDataChannel", this::createDataChannel);
            case 4 -> ifAny(channels, this::changeChannel);
            case 5 -> guarded("restartIce", pc::restartIce);
            case 6 -> getStats();
            case 7 -> abandon();
            case 8 -> configure();
            default -> ifAny(pc.transceivers(), this::changeTransceiver);
        }
    }

    private <E> void ifAny(List<E> all, Consumer<E> action) {
        if (!all.isEmpty()) {
            action.accept(all.get(random.nextInt(all.size())));
        }
    }

    private RtcMediaKind kind() {
        return random.nextBoolean() ? RtcMediaKind.AUDIO : RtcMediaKind.VIDEO;
    }

    private RtcRtpTransceiverDirection direction() {
        return RtcRtpTransceiverDirection.of(random.nextBoolean(), random.nextBoolean());
    }

    private RtcLocalTrack newTrack(RtcMediaKind kind) {
        String codec = kind == RtcMediaKind.AUDIO ? "audio/opus" : "video/VP8";
        var track =
                RtcSampleTrack.create(
                        RtcRtpCodecCapability.of(random.nextBoolean() ? codec : kind.toString()),
                        name + "-" + tracks.size(),
                        "s" + random.nextInt(3));
        tracks.add(track);
        return track;
    }

    private void addTrack() {
        guarded(
                "addTrack",
                () -> {
                    boolean isAgain = !tracks.isEmpty() && random.nextInt(4) == 0;
                    pc.addTrack(isAgain ? tracks.get(0) : newTrack(kind()));
                });
    }

    private void addTransceiver() {
        RtcRtpTransceiverInit init = RtcRtpTransceiverInit.of(direction());
        RtcMediaKind kind = kind();
        RtcRtpTransceiverInit chosen =
                kind == RtcMediaKind.VIDEO && random.nextBoolean()
                        ? init.withSendEncodings(
                                RtcRtpEncodingParameters.of("a"), RtcRtpEncodingParameters.of("b"))
                        : init;
        guarded(
                "addTransceiver " + kind + " " + chosen.direction(),
                () -> {
                    if (random.nextBoolean()) {
                        pc.addTransceiver(kind, chosen);
                    } else {
                        pc.addTransceiver(newTrack(kind), chosen);
                    }
                });
    }

    private void createDataChannel() {
        var init = RtcDataChannelInit.builder().ordered(random.nextBoolean());
        if (random.nextInt(3) == 0) {
            init.negotiated(100 + channels.size());
        }
        channels.add(pc.createDataChannel("c" + channels.size(), init.build()));
    }

    private void changeChannel(RtcDataChannel channel) {
        if (random.nextBoolean()) {
            guarded("close a channel", channel::close);
        } else {
            guarded("send", () -> channel.send("hello"));
        }
    }

    private void getStats() {
        var unused = call("getStats", pc::getStats);
    }

    /** An offer that nobody hears of: made where nothing else is under way, and taken back. */
    private void abandon() {
        // What the impolite end ignores meanwhile it has to make good, see abandoned().
        boolean canRestart =
                pc.transceivers().stream().anyMatch(t -> t.currentDirection().isPresent());
        if (underWay.get() > 0
                || pc.signalingState() != RtcSignalingState.STABLE
                || !(isPolite || canRestart)) {
            return;
        }
        makesOffer = true;
        var set = call("setLocalDescription()", pc::setLocalDescription);
        var back = new RtcSessionDescription(RtcSdpType.ROLLBACK, "");
        var unused =
                call("setLocalDescription(rollback)", () -> pc.setLocalDescription(back))
                        .runAfterBoth(set, this::abandoned);
    }

    private void abandoned() {
        makesOffer = false;
        if (ignoresOffer && !isClosed) {
            pc.restartIce(); // the peer waits for an offer of ours in place of what was ignored
        }
    }

    private void configure() {
        guarded(
                "setConfiguration",
                () ->
                        pc.setConfiguration(
                                pc.configuration().toBuilder()
                                        .iceTransportPolicy(
                                                random.nextBoolean()
                                                        ? RtcIceTransportPolicy.ALL
                                                        : RtcIceTransportPolicy.RELAY)
                                        .build()));
    }

    private void changeTransceiver(RtcRtpTransceiver one) {
        RtcRtpSender sender = one.sender();
        String where = " " + one.mid().orElse("new");
        switch (random.nextInt(10)) {
            case 0, 1 -> guarded("removeTrack" + where, () -> pc.removeTrack(sender));
            case 2, 3 -> {
                RtcRtpTransceiverDirection wanted = direction();
                guarded(wanted + where, () -> one.setDirection(wanted));
            }
            case 4 -> guarded("stop" + where, one::stop);
            case 5 -> guarded("setCodecPreferences" + where, () -> preferCodecs(one));
            case 6 -> guarded("setStreams" + where, () -> sender.setStreams("s" + direction()));
            case 7 -> setParameters(sender);
            default -> replaceTrack(sender, one.kind());
        }
    }

    private void preferCodecs(RtcRtpTransceiver one) {
        boolean onlyOne = one.kind() == RtcMediaKind.VIDEO && random.nextBoolean();
        one.setCodecPreferences(
                onlyOne ? List.of(RtcRtpCodecCapability.of("video/VP8")) : List.of());
    }

    private void setParameters(RtcRtpSender sender) {
        RtcRtpSendParameters before = sender.parameters();
        RtcRtpSendParameters changed =
                before.withEncodings(
                        before.encodings().stream()
                                .map(e -> e.toBuilder().active(random.nextBoolean()).build())
                                .toList());
        // A description may change them in this moment.
        var unused = tolerant("setParameters", () -> sender.setParameters(changed), OF_A_MOMENT);
    }

    private void replaceTrack(RtcRtpSender sender, RtcMediaKind kind) {
        if (random.nextBoolean()) {
            var unused = tolerant("replaceTrack(null)", sender::replaceTrack, OF_A_MOMENT);
        } else {
            RtcLocalTrack track = newTrack(kind);
            var unused = tolerant("replaceTrack", () -> sender.replaceTrack(track), OF_A_MOMENT);
        }
    }

    /** Closes the connection: what is under way ends, and nothing is heard of it any more. */
    void close() {
        note("closes");
        isClosed = true;
        pc.close();
    }

    // What went wrong

    private void guarded(String what, Runnable action) {
        note(what);
        try {
            action.run();
        } catch (RtcException e) {
            if (!OF_A_MOMENT.contains(e.name())) {
                fail(what, e);
            }
        }
    }

    private <T> CompletableFuture<T> call(String what, Supplier<CompletableFuture<T>> start) {
        return tolerant(what, start, Set.of());
    }

    private <T> CompletableFuture<T> tolerant(
            String what, Supplier<CompletableFuture<T>> start, Collection<RtcErrorName> tolerated) {
        if (isClosed) {
            return new CompletableFuture<>(); // the application has left
        }
        note(what);
        underWay.incrementAndGet();
        return start.get()
                .whenComplete(
                        (value, error) -> {
                            underWay.decrementAndGet();
                            if (error != null && !isClosed && !isOneOf(tolerated, error)) {
                                fail(what, error);
                            }
                        });
    }

    private static boolean isOneOf(Collection<RtcErrorName> names, Throwable error) {
        Throwable cause = error instanceof CompletionException ? error.getCause() : error;
        return cause instanceof RtcException e && names.contains(e.name());
    }

    private void fail(String what, Throwable error) {
        note("FAILS: " + what + ": " + error);
        if (failure.isEmpty()) {
            failure = Optional.of(new AssertionError(name + ": " + what, error));
        }
    }

    private void note(String what) {
        trace.add(name + " " + what);
    }
}
