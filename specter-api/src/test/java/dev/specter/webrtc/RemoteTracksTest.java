package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * What an offer of the peer does to tracks and streams, and the events it fires (webrtc-pc,
 * sections 4.4.1.5 and 5.1.1); nothing is sent.
 */
@Timeout(60)
class RemoteTracksTest {
    private final WebRtc webRtc = WebRtc.builder().build();
    private final RtcPeerConnection caller = webRtc.newPeerConnection();
    private final RtcPeerConnection callee = webRtc.newPeerConnection();
    private final List<RtcTrackEvent> tracks = Collections.synchronizedList(new ArrayList<>());
    private final List<String> order = Collections.synchronizedList(new ArrayList<>());

    RemoteTracksTest() {
        callee.onTrack(
                event -> {
                    tracks.add(event);
                    order.add("track");
                });
    }

    @AfterEach
    void close() {
        webRtc.close();
    }

    private static RtcSampleTrack audio(String id) {
        return RtcSampleTrack.create(RtcRtpCodecCapability.of("audio/opus"), id, "own");
    }

    /** An offer of the caller as it is now. */
    private void offer() {
        set(caller.createOffer().join().sdp());
    }

    private void set(String sdp) {
        var result = callee.setRemoteDescription(RtcSessionDescription.offer(sdp));
        result.thenRun(() -> order.add("set")).join();
    }

    private void rollback() {
        callee.setRemoteDescription(new RtcSessionDescription(RtcSdpType.ROLLBACK, "")).join();
    }

    private static List<String> ids(List<RtcMediaStream> streams) {
        return streams.stream().map(RtcMediaStream::id).toList();
    }

    private void listen(RtcMediaStream stream) {
        stream.onAddTrack(t -> order.add("add " + stream.id()));
        stream.onRemoveTrack(t -> order.add("remove " + stream.id()));
    }

    @Test
    void aTrackOfNoStreamComesAlone() {
        RtcRtpTransceiver transceiver = caller.addTransceiver(audio("a"));
        offer();
        assertEquals(1, tracks.size());
        assertEquals(List.of(), tracks.get(0).streams());
        assertEquals(List.of(tracks.get(0).receiver()), callee.receivers());
        assertSame(tracks.get(0).receiver().track(), tracks.get(0).track());
        assertSame(tracks.get(0).transceiver(), callee.transceivers().get(0));
        assertEquals(RtcRtpTransceiverDirection.RECVONLY, callee.transceivers().get(0).direction());
        assertEquals(Optional.empty(), callee.transceivers().get(0).sender().track());
        assertEquals(List.of("track", "set"), order);
        assertEquals(transceiver.kind(), tracks.get(0).track().kind());
        assertTrue(tracks.get(0).track().muted());
        assertFalse(tracks.get(0).track().ended());
    }

    @Test
    void tracksOfOneStreamShareItAndHaveAllJoinedBeforeTheFirstEvent() {
        caller.addTrack(audio("a"), "s");
        caller.addTrack(audio("b"), "s");
        var joined = new ArrayList<Integer>();
        callee.onTrack(e -> joined.add(e.streams().get(0).tracks().size()));
        offer();
        assertEquals(List.of(2, 2), joined);
        assertSame(tracks.get(0).streams().get(0), tracks.get(1).streams().get(0));
        assertEquals(
                List.of(tracks.get(0).track(), tracks.get(1).track()),
                tracks.get(0).streams().get(0).tracks());
        assertEquals("a", tracks.get(0).track().id());
        assertEquals("b", tracks.get(1).track().id());
    }

    @Test
    void aTrackMayBeInTwoStreams() {
        caller.addTrack(audio("a"), "s", "t");
        offer();
        assertEquals(List.of("s", "t"), ids(tracks.get(0).streams()));
        for (RtcMediaStream stream : tracks.get(0).streams()) {
            assertEquals(List.of(tracks.get(0).track()), stream.tracks());
        }
    }

    @Test
    void aStreamWithoutATrackIsToldToo() {
        caller.addTransceiver(
                RtcMediaKind.AUDIO,
                RtcRtpTransceiverInit.of(RtcRtpTransceiverDirection.SENDRECV).withStreamIds("s"));
        offer();
        assertEquals(List.of("s"), ids(tracks.get(0).streams()));
    }

    @Test
    void whatIsNotSentFiresNothing() {
        for (RtcRtpTransceiverDirection direction :
                List.of(RtcRtpTransceiverDirection.RECVONLY, RtcRtpTransceiverDirection.INACTIVE)) {
            caller.addTransceiver(RtcMediaKind.AUDIO, RtcRtpTransceiverInit.of(direction));
        }
        offer();
        assertEquals(List.of(), tracks);
        assertEquals(2, callee.transceivers().size());
        for (RtcRtpTransceiver transceiver : callee.transceivers()) {
            assertEquals(RtcRtpTransceiverDirection.RECVONLY, transceiver.direction());
            assertEquals(Optional.empty(), transceiver.currentDirection());
        }
    }

    @Test
    void aRemovedTrackLeavesItsStreamAndKeepsItsReceiver() {
        RtcRtpSender sender = caller.addTrack(audio("a"), "s");
        offer();
        RtcTrackEvent event = tracks.get(0);
        RtcMediaStream stream = event.streams().get(0);
        listen(stream);
        order.clear();
        caller.removeTrack(sender);
        offer();
        assertEquals(List.of("remove s", "set"), order);
        assertEquals(List.of(), stream.tracks());
        assertEquals(List.of(event.receiver()), callee.receivers());
        assertTrue(event.track().muted());
        assertFalse(event.track().ended());
    }

    @Test
    void rollbackTakesTracksOutOfStreamsAndPutsThemBack() {
        caller.addTrack(audio("a"), "s");
        caller.addTrack(audio("b"), "s");
        offer();
        RtcMediaStream stream = tracks.get(0).streams().get(0);
        listen(stream);
        order.clear();
        rollback();
        assertEquals(List.of("remove s", "remove s"), order);
        assertEquals(List.of(), callee.transceivers());
        for (RtcTrackEvent event : tracks) {
            assertTrue(event.track().ended());
            assertEquals(Optional.empty(), event.transceiver().mid());
            assertEquals(RtcRtpTransceiverDirection.STOPPED, event.transceiver().direction());
        }
        tracks.clear();
        offer();
        assertEquals(2, tracks.size());
        assertEquals(2, tracks.get(0).streams().get(0).tracks().size());
    }

    /** An offer as others write it. */
    private static String foreign(String... lines) {
        return String.join(
                        "\n",
                        "v=0",
                        "o=- 1 2 IN IP4 127.0.0.1",
                        "s=-",
                        "t=0 0",
                        "a=ice-options:trickle",
                        "m=audio 9 UDP/TLS/RTP/SAVPF 111 9 0 8 13 126",
                        "c=IN IP6 ::",
                        "a=rtcp-mux",
                        "a=mid:m",
                        "a=ice-ufrag:abcd",
                        "a=ice-pwd:abcdefghijklmnopqrstuvwx",
                        "a=fingerprint:sha-256 " + "AB:".repeat(31) + "CD",
                        "a=setup:actpass",
                        "a=rtpmap:111 opus/48000/2",
                        "a=rtpmap:9 G722/8000",
                        "a=rtpmap:13 CN/8000",
                        "a=rtpmap:126 telephone-event/8000",
                        String.join("\n", lines))
                + "\n";
    }

    @Test // RFC 9429, section 5.8.2
    void withoutMsidThereIsADefaultStreamForTheWholeSession() {
        set(foreign("a=sendrecv"));
        assertEquals(1, tracks.get(0).streams().size());
        String id = tracks.get(0).streams().get(0).id();
        assertEquals(List.of(tracks.get(0).track()), tracks.get(0).streams().get(0).tracks());
        set(foreign("a=sendrecv", "a=msid:named track"));
        assertEquals(List.of("named"), ids(tracks.get(1).streams()));
        assertEquals(List.of(), tracks.get(0).streams().get(0).tracks());
        listen(tracks.get(1).streams().get(0));
        order.clear();
        set(foreign("a=sendrecv"));
        assertEquals(List.of("remove named", "track", "set"), order);
        assertEquals(List.of(id), ids(tracks.get(2).streams()));
        // Named to be in no stream is something else.
        set(foreign("a=sendrecv", "a=msid:- track"));
        assertEquals(List.of(), tracks.get(1).streams().get(0).tracks());
        assertEquals(3, tracks.size());
    }

    @Test
    void msidNamesTheStreamAndWhatIsReceivedHasNone() {
        set(foreign("a=sendonly", "a=msid:stream1 track1", "a=ssrc:1001 cname:some"));
        assertEquals(List.of("stream1"), ids(tracks.get(0).streams()));
        assertEquals("track1", tracks.get(0).track().id());
        rollback();
        tracks.clear();
        set(foreign("a=recvonly", "a=msid:stream1 track1"));
        assertEquals(List.of(), tracks);
    }

    @Test
    void theNameOfTheTrackMayBeLeftOut() {
        set(foreign("a=sendrecv", "a=msid:s"));
        assertEquals(List.of("s"), ids(tracks.get(0).streams()));
        RtcSessionDescription answer = callee.createAnswer().join();
        assertTrue(answer.sdp().contains("\r\na=recvonly\r\n"), answer.sdp());
    }

    @Test // RFC 8830, section 2
    void twoSectionsMayNotHaveTheSameMsid() {
        caller.addTransceiver(audio("a"));
        String sdp = caller.createOffer().join().sdp();
        String section = sdp.substring(sdp.indexOf("m=audio"));
        String twice =
                sdp.replace("BUNDLE 0", "BUNDLE 0 1") + section.replace("a=mid:0", "a=mid:1");
        var e = assertThrows(CompletionException.class, () -> set(twice));
        assertEquals(RtcErrorName.OPERATION_ERROR, ((RtcException) e.getCause()).name());
        assertEquals(List.of(), callee.transceivers());
        // Without the name of a track they say only that they share a stream.
        set(twice.replaceAll("a=msid:\\S+ \\S+", "a=msid:s").replaceAll("a=ssrc.*\r\n", ""));
        assertSame(tracks.get(0).streams().get(0), tracks.get(1).streams().get(0));
    }

    @Test
    void aTrackThatIsSentTwiceIsAnnouncedAsTwo() {
        RtcSampleTrack track = audio("a");
        caller.addTransceiver(track);
        caller.addTransceiver(track);
        offer();
        assertEquals(2, tracks.size());
        assertEquals("a", tracks.get(0).track().id());
        assertNotEquals("a", tracks.get(1).track().id());
    }

    @Test // section 5.2, replaceTrack: the peer is not told
    void anotherTrackInItsPlaceKeepsTheName() {
        RtcRtpSender sender = caller.addTrack(audio("a"), "s");
        String before = msid();
        sender.replaceTrack(audio("b")).join();
        assertEquals(before, msid());
        sender.replaceTrack().join();
        assertEquals(before, msid());
        assertTrue(before.startsWith("a=msid:s a"));
    }

    private String msid() {
        return caller.createOffer()
                .join()
                .sdp()
                .lines()
                .filter(l -> l.startsWith("a=msid:"))
                .findFirst()
                .orElseThrow();
    }
}
