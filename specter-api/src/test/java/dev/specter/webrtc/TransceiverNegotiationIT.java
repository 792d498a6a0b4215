package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What exchanges of descriptions do to transceivers, as users see them (RFC 9429, section 5). */
@Timeout(60)
class TransceiverNegotiationIT {
    private static final RtcSessionDescription ROLLBACK =
            new RtcSessionDescription(RtcSdpType.ROLLBACK, "");

    private final WebRtc webRtc = WebRtc.builder().build();
    private final RtcPeerConnection a = webRtc.newPeerConnection();
    private final RtcPeerConnection b = webRtc.newPeerConnection();
    private final List<RtcTrackEvent> tracksOfA = Collections.synchronizedList(new ArrayList<>());
    private final List<RtcTrackEvent> tracksOfB = Collections.synchronizedList(new ArrayList<>());

    TransceiverNegotiationIT() {
        a.onTrack(tracksOfA::add);
        b.onTrack(tracksOfB::add);
    }

    @AfterEach
    void close() {
        webRtc.close();
    }

    private static RtcSampleTrack audio(String id) {
        return RtcSampleTrack.create(RtcRtpCodecCapability.of("audio/opus"), id, "stream");
    }

    private static RtcRtpTransceiver one(RtcPeerConnection connection, int index) {
        return connection.transceivers().get(index);
    }

    private static List<Optional<RtcRtpTransceiverDirection>> current(
            RtcPeerConnection connection) {
        return connection.transceivers().stream().map(RtcRtpTransceiver::currentDirection).toList();
    }

    private static Optional<RtcRtpTransceiverDirection> is(RtcRtpTransceiverDirection direction) {
        return Optional.of(direction);
    }

    /** How many m-sections an offer has, and how many of them are rejected. */
    private static List<Long> sections(RtcPeerConnection connection) {
        List<String> lines =
                connection
                        .createOffer()
                        .join()
                        .sdp()
                        .lines()
                        .filter(l -> l.startsWith("m="))
                        .toList();
        long rejected = lines.stream().filter(l -> l.startsWith("m=audio 0 ")).count();
        return List.of((long) lines.size(), rejected);
    }

    @Test
    void onlyWhatAddTrackMadePairsWithAnOfferedSection() {
        a.addTransceiver(RtcMediaKind.AUDIO);
        RtcSessionDescription offer = a.createOffer().join();
        // Neither a bare transceiver, nor one with a track, nor one with a replaced track.
        b.addTransceiver(RtcMediaKind.AUDIO);
        b.addTransceiver(audio("b"));
        b.addTransceiver(RtcMediaKind.AUDIO).sender().replaceTrack(audio("c")).join();
        b.setRemoteDescription(offer).join();
        assertEquals(4, b.transceivers().size());
        for (int i = 0; i < 3; i++) {
            assertEquals(Optional.empty(), one(b, i).mid());
        }
        assertSame(one(b, 3), tracksOfB.get(0).transceiver());
        b.setRemoteDescription(ROLLBACK).join();
        assertEquals(3, b.transceivers().size());
        // addTrack takes the first and pairs, also once its track is gone again.
        RtcRtpSender sender = b.addTrack(audio("d"));
        assertSame(one(b, 0).sender(), sender);
        sender.replaceTrack().join();
        tracksOfB.clear();
        b.setRemoteDescription(offer).join();
        assertEquals(3, b.transceivers().size());
        assertSame(one(b, 0), tracksOfB.get(0).transceiver());
    }

    @Test
    void midIsThatOfTheDescriptionOnceItIsSet() {
        RtcRtpTransceiver first = a.addTransceiver(RtcMediaKind.AUDIO);
        RtcSessionDescription offer = a.createOffer().join();
        assertEquals(Optional.empty(), first.mid());
        a.setLocalDescription(offer).join();
        String mid = first.mid().orElseThrow();
        assertTrue(offer.sdp().contains("\r\na=mid:" + mid + "\r\n"));
        b.setRemoteDescription(offer).join();
        assertEquals(Optional.of(mid), one(b, 0).mid());
        a.setRemoteDescription(b.createAnswer().join()).join();
        RtcRtpTransceiver second = a.addTransceiver(RtcMediaKind.VIDEO);
        a.setLocalDescription().join();
        assertTrue(second.mid().isPresent());
        a.setLocalDescription(ROLLBACK).join();
        assertEquals(Optional.of(mid), first.mid());
        assertEquals(Optional.empty(), second.mid());
    }

    @Test
    void currentDirectionChangesWithAnswersOnlyAndTracksComeBack() {
        a.addTrack(audio("a"), "s");
        b.addTrack(audio("b"), "t");
        RtcSessionDescription offer = a.createOffer().join();
        a.setLocalDescription(offer).join();
        b.setRemoteDescription(offer).join();
        RtcSessionDescription answer = b.createAnswer().join();
        assertEquals(List.of(Optional.empty()), current(a));
        assertEquals(List.of(Optional.empty()), current(b));
        b.setLocalDescription(answer).join();
        assertEquals(List.of(is(RtcRtpTransceiverDirection.SENDRECV)), current(b));
        a.setRemoteDescription(answer).join();
        assertEquals(List.of(is(RtcRtpTransceiverDirection.SENDRECV)), current(a));
        assertEquals(1, tracksOfA.size());
        assertEquals(1, tracksOfB.size());

        one(b, 0).setDirection(RtcRtpTransceiverDirection.SENDONLY);
        assertEquals(List.of(is(RtcRtpTransceiverDirection.SENDRECV)), current(b));
        Connected.negotiate(b, a);
        assertEquals(List.of(is(RtcRtpTransceiverDirection.SENDONLY)), current(b));
        assertEquals(List.of(is(RtcRtpTransceiverDirection.RECVONLY)), current(a));
        assertEquals(1, tracksOfB.size());

        one(b, 0).setDirection(RtcRtpTransceiverDirection.SENDRECV);
        Connected.negotiate(b, a);
        assertEquals(List.of(is(RtcRtpTransceiverDirection.SENDRECV)), current(a));
        assertEquals(2, tracksOfB.size(), "it has come back");
        assertEquals("s", tracksOfB.get(1).streams().get(0).id());
        assertEquals(1, tracksOfA.size());
    }

    @Test
    void aTrackThatIsRemovedAndAddedAgainGetsAnotherTransceiver() {
        RtcSampleTrack track = audio("a");
        a.addTrack(track, "s");
        Connected.negotiate(a, b);
        a.removeTrack(a.senders().get(0));
        assertEquals(List.of(is(RtcRtpTransceiverDirection.SENDONLY)), current(a));
        assertEquals(RtcRtpTransceiverDirection.RECVONLY, one(a, 0).direction());
        a.addTrack(track, "s");
        assertEquals(2, a.transceivers().size());
        Connected.negotiate(a, b);
        assertEquals(
                List.of(
                        is(RtcRtpTransceiverDirection.INACTIVE),
                        is(RtcRtpTransceiverDirection.RECVONLY)),
                current(b));
        a.removeTrack(a.senders().get(1));
        a.addTrack(track, "s");
        b.addTransceiver(RtcMediaKind.AUDIO);
        Connected.negotiate(b, a);
        assertEquals(
                List.of(
                        is(RtcRtpTransceiverDirection.INACTIVE),
                        is(RtcRtpTransceiverDirection.INACTIVE),
                        is(RtcRtpTransceiverDirection.SENDRECV)),
                current(b));
    }

    @Test
    void offersAndAnswersWithoutMidGoByPlace() {
        a.addTrack(audio("a"), "s");
        RtcSessionDescription offer = a.createOffer().join();
        a.setLocalDescription(offer).join();
        String noMid = offer.sdp().replaceAll("a=(mid|group):", "a=x-$1:");
        b.setRemoteDescription(RtcSessionDescription.offer(noMid)).join();
        assertTrue(one(b, 0).mid().isPresent());
        b.setLocalDescription().join();
        String answer = b.localDescription().orElseThrow().sdp();
        a.setRemoteDescription(RtcSessionDescription.answer(answer)).join();
        assertEquals(List.of(is(RtcRtpTransceiverDirection.SENDONLY)), current(a));
        a.setLocalDescription().join();
    }

    @Test
    void whatWasStoppedBeforeItWasOfferedIsNotOffered() {
        RtcRtpTransceiver audio = a.addTransceiver(RtcMediaKind.AUDIO);
        a.addTransceiver(RtcMediaKind.VIDEO);
        audio.stop();
        assertEquals(Optional.empty(), audio.receiver().transport());
        assertEquals(List.of(1L, 0L), sections(a));
        Connected.negotiate(a, b);
        RtcRtpTransceiver video = one(a, 0);
        a.addTransceiver(RtcMediaKind.AUDIO).stop();
        video.setDirection(RtcRtpTransceiverDirection.SENDONLY);
        video.stop();
        String offer = a.createOffer().join().sdp();
        assertTrue(offer.contains("m=video 0 "), offer);
        assertTrue(offer.contains("\r\na=inactive\r\n"), offer);
        assertFalse(offer.contains("m=audio"), offer);
    }

    private enum Moment {
        AFTER_OFFER,
        AFTER_LOCAL_OFFER,
        AFTER_REMOTE_OFFER,
        AFTER_ANSWER,
        AFTER_LOCAL_ANSWER
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void aTransceiverMayBeStoppedAtAnyMoment(Moment moment) {
        a.addTrack(audio("a"), "s");
        b.addTrack(audio("b"), "t");
        RtcSessionDescription offer = a.createOffer().join();
        RtcRtpTransceiver ours = one(a, 0);
        RtcRtpTransceiver theirs = one(b, 0);
        stopIf(moment == Moment.AFTER_OFFER, ours);
        a.setLocalDescription(offer).join();
        stopIf(moment == Moment.AFTER_LOCAL_OFFER, ours);
        b.setRemoteDescription(offer).join();
        stopIf(moment == Moment.AFTER_REMOTE_OFFER, theirs);
        RtcSessionDescription answer = b.createAnswer().join();
        stopIf(moment == Moment.AFTER_ANSWER, theirs);
        b.setLocalDescription(answer).join();
        stopIf(moment == Moment.AFTER_LOCAL_ANSWER, theirs);
        a.setRemoteDescription(answer).join();
        if (moment == Moment.AFTER_REMOTE_OFFER) {
            // In time for the answer, which rejects it.
            assertEquals(List.of(), tracksOfA);
        } else {
            assertEquals(1, tracksOfA.size());
            Connected.negotiate(
                    moment.compareTo(Moment.AFTER_REMOTE_OFFER) < 0 ? a : b,
                    moment.compareTo(Moment.AFTER_REMOTE_OFFER) < 0 ? b : a);
        }
        for (RtcRtpTransceiver transceiver : List.of(ours, theirs)) {
            assertEquals(RtcRtpTransceiverDirection.STOPPED, transceiver.direction());
            assertEquals(is(RtcRtpTransceiverDirection.STOPPED), transceiver.currentDirection());
            assertTrue(transceiver.receiver().track().ended());
            assertEquals(Optional.of("0"), transceiver.mid());
        }
        for (RtcPeerConnection end : List.of(a, b)) {
            assertEquals(List.of(), end.transceivers());
            assertEquals(List.of(), end.senders());
            assertEquals(List.of(), end.receivers());
        }
        a.setLocalDescription(a.createOffer().join()).join();
    }

    private static void stopIf(boolean now, RtcRtpTransceiver transceiver) {
        if (now) {
            transceiver.stop();
        }
    }

    @Test
    void aRejectedSectionIsUsedAgainWhenTheRejectionIsNegotiated() {
        a.addTrack(audio("a"), "s");
        a.setLocalDescription().join();
        b.setRemoteDescription(a.localDescription().orElseThrow()).join();
        Optional<String> mid = one(b, 0).mid();
        one(b, 0).stop();
        b.setLocalDescription().join();
        a.setRemoteDescription(b.localDescription().orElseThrow()).join();

        a.addTrack(audio("b"), "t");
        assertEquals(List.of(1L, 0L), sections(a));
        b.addTrack(audio("c"), "u");
        assertEquals(List.of(1L, 0L), sections(b));
        Connected.negotiate(b, a);
        assertEquals(List.of(is(RtcRtpTransceiverDirection.SENDRECV)), current(a));
        assertEquals(one(a, 0).mid(), one(b, 0).mid());
        assertNotEquals(mid, one(a, 0).mid());

        // Too early: the rejection is only being offered.
        one(a, 0).stop();
        a.addTrack(audio("d"), "v");
        assertEquals(List.of(2L, 1L), sections(a));
        Connected.negotiate(a, b);
        assertEquals(List.of(is(RtcRtpTransceiverDirection.RECVONLY)), current(b));
        // A sender that never sent comes before a section that is free.
        b.addTrack(audio("e"), "w");
        assertEquals(List.of(2L, 1L), sections(b));
        b.addTrack(audio("f"), "x");
        assertEquals(List.of(2L, 0L), sections(b));
    }

    @Test
    void aTransceiverThatStopsInAReusedSectionIsNegotiatedAway() {
        a.addTransceiver(RtcMediaKind.AUDIO);
        a.addTransceiver(RtcMediaKind.VIDEO).stop();
        Connected.negotiate(a, b);
        a.addTransceiver(RtcMediaKind.VIDEO);
        Connected.negotiate(a, b);
        one(a, 1).stop();
        Connected.negotiate(a, b);
        RtcRtpTransceiver again = a.addTransceiver(RtcMediaKind.VIDEO);
        RtcSessionDescription offer = a.createOffer().join();
        again.stop();
        a.setLocalDescription(offer).join();
        b.setRemoteDescription(offer).join();
        b.setLocalDescription().join();
        a.setRemoteDescription(b.localDescription().orElseThrow()).join();
        Connected.negotiate(a, b);
        assertEquals(1, a.transceivers().size());
        assertEquals(1, b.transceivers().size());
    }

    @Test
    void rollbackLeavesWhatTheUserDid() {
        a.addTrack(audio("a"), "s");
        a.setLocalDescription().join();
        RtcRtpTransceiver one = one(a, 0);
        one.setDirection(RtcRtpTransceiverDirection.SENDONLY);
        RtcSampleTrack other = audio("b");
        one.sender().replaceTrack(other).join();
        a.setLocalDescription(ROLLBACK).join();
        assertEquals(Optional.empty(), one.mid());
        assertEquals(RtcRtpTransceiverDirection.SENDONLY, one.direction());
        assertEquals(Optional.of(other), one.sender().track());
        a.setLocalDescription().join();
        one.stop();
        a.setLocalDescription(ROLLBACK).join();
        assertEquals(RtcRtpTransceiverDirection.STOPPED, one.direction());
        // An offer of another kind takes nothing of ours.
        RtcRtpTransceiver kept = a.addTransceiver(RtcMediaKind.AUDIO);
        b.addTransceiver(RtcMediaKind.VIDEO);
        Connected.negotiate(b, a);
        assertEquals(Optional.empty(), kept.mid());
        assertEquals(RtcRtpTransceiverDirection.RECVONLY, one(a, 1).direction());
        Connected.negotiate(a, b);
    }

    @Test
    void whatAnOfferMadeGoesWithItUnlessAddTrackTouchedIt() {
        a.addTrack(audio("a"), "s");
        RtcSessionDescription offer = a.createOffer().join();
        b.setRemoteDescription(offer).join();
        RtcRtpTransceiver gone = one(b, 0);
        gone.sender().replaceTrack(audio("b")).join();
        gone.setDirection(RtcRtpTransceiverDirection.SENDRECV);
        b.setRemoteDescription(ROLLBACK).join();
        assertEquals(List.of(), b.transceivers());
        assertEquals(Optional.empty(), gone.mid());
        assertTrue(gone.receiver().track().ended());

        b.setRemoteDescription(offer).join();
        b.addTrack(audio("c"), "t");
        RtcRtpTransceiver stays = one(b, 0);
        b.setRemoteDescription(ROLLBACK).join();
        assertEquals(List.of(stays), b.transceivers());
        assertEquals(Optional.empty(), stays.mid());
        assertEquals(RtcRtpTransceiverDirection.SENDRECV, stays.direction());

        tracksOfB.clear();
        a.setLocalDescription(offer).join();
        b.setRemoteDescription(offer).join();
        assertEquals(1, tracksOfB.size());
        b.setLocalDescription().join();
        a.setRemoteDescription(b.localDescription().orElseThrow()).join();
        assertEquals("t", tracksOfA.get(0).streams().get(0).id());

        // A removal that is taken back fires the track again.
        one(a, 0).setDirection(RtcRtpTransceiverDirection.RECVONLY);
        tracksOfB.clear();
        b.setRemoteDescription(a.createOffer().join()).join();
        assertEquals(List.of(), tracksOfB);
        b.setRemoteDescription(ROLLBACK).join();
        assertEquals(1, tracksOfB.size());
        assertEquals("s", tracksOfB.get(0).streams().get(0).id());

        // A stop is not taken back.
        one(a, 0).stop();
        b.setRemoteDescription(a.createOffer().join()).join();
        b.setRemoteDescription(ROLLBACK).join();
        assertEquals(RtcRtpTransceiverDirection.STOPPED, one(b, 0).direction());
        assertTrue(one(b, 0).receiver().track().ended());
    }

    @ParameterizedTest
    @EnumSource(RtcBundlePolicy.class)
    void transportsAreThereWithOurDescriptions(RtcBundlePolicy policy) {
        try (var c =
                webRtc.newPeerConnection(RtcConfiguration.builder().bundlePolicy(policy).build())) {
            RtcRtpTransceiver first = c.addTransceiver(RtcMediaKind.AUDIO);
            RtcRtpTransceiver second = c.addTransceiver(RtcMediaKind.VIDEO);
            RtcSessionDescription offer = c.createOffer().join();
            assertEquals(Optional.empty(), first.sender().transport());
            c.setLocalDescription(offer).join();
            assertTrue(first.sender().transport().isPresent());
            assertEquals(first.sender().transport(), first.receiver().transport());
            assertEquals(
                    policy == RtcBundlePolicy.MAX_BUNDLE,
                    first.sender().transport().equals(second.sender().transport()));
            b.setRemoteDescription(offer).join();
            assertEquals(Optional.empty(), one(b, 0).receiver().transport());
            b.setLocalDescription().join();
            assertTrue(one(b, 0).receiver().transport().isPresent());
            assertEquals(one(b, 0).sender().transport(), one(b, 1).receiver().transport());
            c.setRemoteDescription(b.localDescription().orElseThrow()).join();
            assertEquals(first.receiver().transport(), second.receiver().transport());
        }
    }

    @Test
    void anInactiveTrackStaysAliveAndComesBack() {
        a.addTrack(audio("a"), "s");
        Connected.negotiate(a, b);
        RtcRemoteTrack track = tracksOfB.get(0).track();
        for (RtcRtpTransceiverDirection direction :
                List.of(RtcRtpTransceiverDirection.INACTIVE, RtcRtpTransceiverDirection.SENDONLY)) {
            one(a, 0).setDirection(direction);
            Connected.negotiate(a, b);
            assertFalse(track.ended());
        }
        assertSame(track, tracksOfB.get(1).track());
    }

    @Test
    void aCandidateOfASectionWhoseTransceiverStoppedIsTaken() {
        for (RtcPeerConnection end : List.of(a, b)) {
            end.addTrack(audio("a"), "s");
            end.addTransceiver(RtcMediaKind.VIDEO);
        }
        a.setLocalDescription().join();
        one(a, 1).stop();
        a.setLocalDescription(ROLLBACK).join();
        b.setLocalDescription().join();
        a.setRemoteDescription(b.localDescription().orElseThrow()).join();
        a.addIceCandidate(
                        new RtcIceCandidateInit(
                                "candidate:0 1 UDP 2122252543 192.0.2.1 64261 typ host",
                                one(b, 1).mid(),
                                OptionalInt.empty(),
                                Optional.empty()))
                .join();
    }
}
