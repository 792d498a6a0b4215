package dev.specter.webrtc.negotiation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.ice.IceCandidate;
import dev.specter.ice.IceCandidateType;
import dev.specter.ice.IceProtocol;
import dev.specter.webrtc.RtcBundlePolicy;
import dev.specter.webrtc.RtcException;
import dev.specter.webrtc.RtcIceCandidateInit;
import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcRtpCodecCapability;
import dev.specter.webrtc.RtcRtpEncodingParameters;
import dev.specter.webrtc.RtcRtpTransceiverDirection;
import dev.specter.webrtc.RtcSdpType;
import dev.specter.webrtc.RtcSignalingState;

import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/**
 * Perfect negotiation (webrtc-pc, section 10.7) of two ends over a signaling channel on which
 * messages are under way for any time: whatever the application does meanwhile, both ends become
 * stable and agree.
 */
class PerfectNegotiationTest {
    private static final int RUNS = Integer.getInteger("specter.random.runs", 500);
    private static final int MAX_STEPS = 2_000;

    private int glares;
    private int descriptions;
    private int trackCount;

    private record Message(
            Optional<RtcSdpType> type, String sdp, Optional<RtcIceCandidateInit> candidate) {}

    /** One end: an application that negotiates as the specification's example does. */
    private final class End {
        final Negotiator negotiator;
        final boolean isPolite;
        final SplittableRandom random;
        final ArrayDeque<Message> inbox = new ArrayDeque<>();
        final ArrayDeque<TransportPlan> gathering = new ArrayDeque<>();
        End peer;
        private boolean ignoresOffer;

        End(boolean isPolite, SplittableRandom random) {
            RtcBundlePolicy policy = any(random, RtcBundlePolicy.values());
            this.negotiator = Ends.end(random.nextLong(), o -> o.withBundlePolicy(policy));
            this.isPolite = isPolite;
            this.random = random;
        }

        boolean wantsToOffer() {
            return negotiator.signalingState() == RtcSignalingState.STABLE
                    && negotiator.isNegotiationNeeded();
        }

        void offer() {
            describe(RtcSdpType.OFFER);
        }

        private void describe(RtcSdpType type) {
            apply(negotiator.setLocalDescription(type, ""));
            String sdp = negotiator.localDescription().orElseThrow().sdp();
            Ends.assertReadsBack(sdp);
            descriptions++;
            peer.inbox.add(new Message(Optional.of(type), sdp, Optional.empty()));
        }

        private void apply(Outcome outcome) {
            outcome.transports().stream().filter(TransportPlan::gather).forEach(gathering::add);
        }

        /** A candidate has been found, or the last one. */
        void gather() {
            TransportPlan plan = gathering.remove();
            String ufrag = plan.localParameters().ufrag();
            Optional<RtcIceCandidateInit> signaled =
                    random.nextInt(4) == 0
                            ? negotiator.endOfLocalCandidates(plan.id(), ufrag)
                            : negotiator.addLocalCandidate(plan.id(), ufrag, candidate());
            signaled.ifPresent(
                    c -> peer.inbox.add(new Message(Optional.empty(), "", Optional.of(c))));
            if (random.nextBoolean()) {
                gathering.add(plan);
            }
        }

        private IceCandidate candidate() {
            return new IceCandidate(
                    "1",
                    1,
                    IceProtocol.UDP,
                    random.nextInt(1 << 20),
                    "192.0.2." + random.nextInt(256),
                    1 + random.nextInt(60_000),
                    IceCandidateType.HOST,
                    Optional.empty(),
                    OptionalInt.empty(),
                    Optional.empty());
        }

        void receive() {
            Message message = inbox.remove();
            if (message.candidate().isPresent()) {
                addCandidate(message.candidate().get());
                return;
            }
            RtcSdpType type = message.type().orElseThrow();
            boolean collides =
                    type == RtcSdpType.OFFER
                            && negotiator.signalingState() != RtcSignalingState.STABLE;
            glares += collides ? 1 : 0;
            ignoresOffer = collides && !isPolite;
            if (ignoresOffer) {
                return;
            }
            negotiator.rollBackBefore(type).ifPresent(this::apply);
            apply(negotiator.setRemoteDescription(type, message.sdp()));
            if (type == RtcSdpType.OFFER) {
                if (random.nextInt(4) == 0) {
                    describe(RtcSdpType.PRANSWER);
                }
                describe(RtcSdpType.ANSWER);
            }
        }

        private void addCandidate(RtcIceCandidateInit candidate) {
            try {
                negotiator.addIceCandidate(candidate);
            } catch (RtcException e) {
                // Or it was under way while its m-section left for another.
                assertTrue(ignoresOffer || !has(candidate.sdpMid().orElseThrow()), "" + e);
            }
        }

        private boolean has(String mid) {
            return Ends.parse(negotiator.remoteDescription().orElseThrow().sdp()).media().stream()
                    .anyMatch(m -> m.mid().equals(Optional.of(mid)));
        }

        void change() {
            List<Transceiver> all =
                    negotiator.transceivers().stream().filter(t -> !t.isStopping()).toList();
            RtcMediaKind kind = any(random, RtcMediaKind.values());
            var track = SenderSettings.of("t" + trackCount++, List.of("s" + random.nextInt(3)));
            switch (random.nextInt(8)) {
                case 0, 1 -> negotiator.addTrack(kind, track);
                case 2 -> negotiator.addTransceiver(kind, direction(), track, encodings());
                case 3 -> negotiator.requireData();
                case 4 -> negotiator.restartIce();
                default -> {
                    if (!all.isEmpty()) {
                        change(all.get(random.nextInt(all.size())));
                    }
                }
            }
        }

        private List<RtcRtpEncodingParameters> encodings() {
            return random.nextBoolean()
                    ? List.of()
                    : List.of(RtcRtpEncodingParameters.of("a"), RtcRtpEncodingParameters.of("b"));
        }

        private RtcRtpTransceiverDirection direction() {
            return RtcRtpTransceiverDirection.of(random.nextBoolean(), random.nextBoolean());
        }

        private void change(Transceiver one) {
            switch (random.nextInt(6)) {
                case 0 -> negotiator.removeTrack(one);
                case 1 -> negotiator.setDirection(one, direction());
                case 2 -> negotiator.stop(one);
                case 3 ->
                        negotiator.setCodecPreferences(
                                one,
                                one.kind() == RtcMediaKind.VIDEO && random.nextBoolean()
                                        ? List.of(RtcRtpCodecCapability.of("video/VP8"))
                                        : List.of());
                case 4 ->
                        negotiator.setEncodings(
                                one,
                                one.sendEncodings().stream()
                                        .map(SendEncoding::parameters)
                                        .map(
                                                p ->
                                                        p.toBuilder()
                                                                .active(random.nextBoolean())
                                                                .build())
                                        .toList());
                default ->
                        negotiator.setSender(
                                one,
                                new SenderSettings(
                                        one.sender().trackId(), List.of("s" + random.nextInt(3))));
            }
        }
    }

    private static <E> E any(SplittableRandom random, E[] values) {
        return List.of(values).get(random.nextInt(values.length));
    }

    @Test
    void bothEndsBecomeStableAndAgree() {
        long seed = Long.getLong("specter.seed", 20_261_122L);
        System.out.println("PerfectNegotiationTest seed " + seed + ", runs " + RUNS);
        for (int run = 0; run < RUNS; run++) {
            long runSeed = seed + run;
            try {
                run(new SplittableRandom(runSeed));
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + runSeed, e);
            }
        }
        System.out.println(descriptions + " descriptions, " + glares + " offers met another");
        assertTrue(glares > RUNS, "offers met");
    }

    private void run(SplittableRandom random) {
        var impolite = new End(false, random);
        var polite = new End(true, random);
        impolite.peer = polite;
        polite.peer = impolite;
        for (int step = 0; step < 30 + random.nextInt(60); step++) {
            End one = random.nextBoolean() ? impolite : polite;
            switch (random.nextInt(4)) {
                case 0 -> one.change();
                case 1 -> {
                    if (one.wantsToOffer()) {
                        one.offer();
                    }
                }
                case 2 -> {
                    if (!one.gathering.isEmpty()) {
                        one.gather();
                    }
                }
                default -> {
                    if (!one.inbox.isEmpty()) {
                        one.receive();
                    }
                }
            }
        }
        settle(List.of(impolite, polite), random);
        assertEquals(RtcSignalingState.STABLE, impolite.negotiator.signalingState());
        assertEquals(RtcSignalingState.STABLE, polite.negotiator.signalingState());
        NegotiationPairTest.assertConsistent(
                impolite.negotiator,
                polite.negotiator,
                Ends.exchange(impolite.negotiator, polite.negotiator));
    }

    /** The application rests: what is under way arrives, until nobody wants anything. */
    private static void settle(List<End> ends, SplittableRandom random) {
        for (int step = 0; step < MAX_STEPS; step++) {
            var possible = new ArrayList<Runnable>();
            for (End end : ends) {
                if (!end.inbox.isEmpty()) {
                    possible.add(end::receive);
                }
                if (end.wantsToOffer()) {
                    possible.add(end::offer);
                }
            }
            if (possible.isEmpty()) {
                return;
            }
            possible.get(random.nextInt(possible.size())).run();
        }
        assertFalse(true, "no end of negotiation");
    }
}
