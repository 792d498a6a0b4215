package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Another DTLS association over the same transport (RFC 8842, section 3): a second peer, with a
 * certificate of its own, takes the place of the first.
 */
@Timeout(60)
class DtlsReplacementIT {
    private static final RtcRtpCodecCapability OPUS = RtcRtpCodecCapability.of("audio/opus");

    private final WebRtc webRtc = WebRtc.builder().includeLoopback(true).build();
    private final RtcPeerConnection stays = webRtc.newPeerConnection();
    private final RtcPeerConnection leaves = webRtc.newPeerConnection();
    private final RtcPeerConnection comes = webRtc.newPeerConnection();
    private final Queue<RtcDtlsTransportState> states = new ConcurrentLinkedQueue<>();
    private CompletableFuture<RtcPeerConnection> peer = new CompletableFuture<>();

    @AfterEach
    void close() {
        webRtc.close();
    }

    @Test
    void anAnswerFromAnotherEndMakesAnotherAssociationAndOtherChannels() throws Exception {
        RtcDataChannel first = connectFirst();
        RtcSctpTransport sctp = stays.sctp().orElseThrow();
        RtcDtlsTransport dtls = sctp.transport();
        var before = dtls.remoteCertificates();
        dtls.onStateChange(states::add);

        takeOver();
        Connected.awaitClosed(first);
        await(() -> dtls.state() == RtcDtlsTransportState.CONNECTED && states.size() == 2);
        assertEquals(
                List.of(RtcDtlsTransportState.CONNECTING, RtcDtlsTransportState.CONNECTED),
                List.copyOf(states));
        assertNotEquals(before, dtls.remoteCertificates());
        await(() -> sctp.state() == RtcSctpTransportState.CLOSED);
        await(() -> stays.sctp().orElseThrow() != sctp);

        exchange(stays, comes);
        exchange(comes, stays);
        await(() -> stays.sctp().orElseThrow().state() == RtcSctpTransportState.CONNECTED);
        await(() -> stays.connectionState() == RtcPeerConnectionState.CONNECTED);
    }

    @Test
    void theOldAssociationCarriesOnUntilTheNewOneIsUp() throws Exception {
        var received = new LinkedBlockingQueue<String>();
        leaves.onDataChannel(c -> c.onMessage(m -> received.add(m.text())));
        RtcDataChannel first = connectFirst();
        RtcSessionDescription[] exchange = beginTakeOver();
        // The peer of the description is never reached: no candidate of either end is told.
        String answer = withoutCandidates(exchange[1].sdp());
        stays.setRemoteDescription(RtcSessionDescription.answer(answer)).join();
        first.send("still here");
        assertEquals("still here", received.poll(20, TimeUnit.SECONDS));
        assertEquals(RtcDataChannelState.OPEN, first.readyState());
    }

    @Test // RFC 9429, section 5.11
    void anotherFingerprintWithoutIceRestartIsRefused() throws Exception {
        RtcDataChannel first = connectFirst();
        RtcSessionDescription offer = stays.createOffer().join();
        stays.setLocalDescription(offer).join();
        leaves.setRemoteDescription(offer).join();
        RtcSessionDescription answer = leaves.createAnswer().join();
        leaves.setLocalDescription(answer).join();
        String munged = answer.sdp().replaceAll("(a=fingerprint:sha-256 )..:..", "$1" + "00:11");
        assertInvalidAccess(
                () -> stays.setRemoteDescription(RtcSessionDescription.answer(munged)).join());
        stays.setRemoteDescription(answer).join();

        RtcSessionDescription reoffer = leaves.createOffer().join();
        String other = reoffer.sdp().replaceAll("(a=tls-id:)....", "$1" + "else");
        assertInvalidAccess(
                () -> stays.setRemoteDescription(RtcSessionDescription.offer(other)).join());
        String active = reoffer.sdp().replace("a=setup:actpass", "a=setup:passive");
        assertInvalidAccess(
                () -> stays.setRemoteDescription(RtcSessionDescription.offer(active)).join());
        stays.setRemoteDescription(reoffer).join();
        assertEquals(RtcDataChannelState.OPEN, first.readyState());
    }

    @Test
    void iceRestartsWithoutChangesKeepTheAssociation() throws Exception {
        RtcDataChannel first = connectFirst();
        RtcDtlsTransport dtls = stays.sctp().orElseThrow().transport();
        dtls.onStateChange(states::add);
        String tlsId = line(stays, "a=tls-id:");
        String theirTlsId = line(leaves, "a=tls-id:");
        for (int i = 0; i < 2; i++) {
            RtcSessionDescription offer = stays.createOffer(new RtcOfferOptions(true)).join();
            stays.setLocalDescription(offer).join();
            leaves.setRemoteDescription(offer).join();
            leaves.setLocalDescription(leaves.createAnswer().join()).join();
            stays.setRemoteDescription(leaves.localDescription().orElseThrow()).join();
            assertEquals(tlsId, line(stays, "a=tls-id:"));
            assertEquals(theirTlsId, line(leaves, "a=tls-id:"));
        }
        assertEquals(List.of(), List.copyOf(states));
        assertEquals(RtcDataChannelState.OPEN, first.readyState());
    }

    @Test
    void anOfferWithAnotherTlsIdAndRestartGetsAnAnswerWithAnotherTlsId() throws Exception {
        RtcDataChannel first = connectFirst();
        RtcDtlsTransport dtls = leaves.sctp().orElseThrow().transport();
        dtls.onStateChange(states::add);
        String before = line(leaves, "a=tls-id:");
        RtcSessionDescription offer = stays.createOffer(new RtcOfferOptions(true)).join();
        stays.setLocalDescription(offer).join();
        String other = offer.sdp().replaceAll("(a=tls-id:)....", "$1" + "else");
        leaves.setRemoteDescription(RtcSessionDescription.offer(other)).join();
        RtcSessionDescription answer = leaves.createAnswer().join();
        assertNotEquals(before, line(answer.sdp(), "a=tls-id:"));
        leaves.setLocalDescription(answer).join();
        // The answer's tls-id is another one: so is the offerer's association.
        stays.setRemoteDescription(answer).join();
        Connected.awaitClosed(first);
        await(() -> states.contains(RtcDtlsTransportState.CONNECTED));
        exchange(stays, leaves);
        exchange(leaves, stays);
    }

    @Test // RFC 5764, section 5.2
    void mediaGoesOnUnderTheNewKeys() throws Exception {
        RtcSampleTrack track = RtcSampleTrack.create(OPUS, "audio", "stream");
        stays.addTrack(track);
        var heardBefore = new LinkedBlockingQueue<Integer>();
        var heardAfter = new LinkedBlockingQueue<Integer>();
        leaves.onTrack(e -> e.track().onRtp(p -> heardBefore.add(p.payload().remaining())));
        comes.onTrack(e -> e.track().onRtp(p -> heardAfter.add(p.payload().remaining())));
        connectFirst();
        play(track, heardBefore);
        takeOver();
        play(track, heardAfter);
    }

    @Test
    void aPeerThatIsNotTheAnnouncedOneEndsBoth() throws Exception {
        RtcDataChannel first = connectFirst();
        RtcDtlsTransport dtls = stays.sctp().orElseThrow().transport();
        RtcSessionDescription[] exchange = beginTakeOver();
        String munged =
                exchange[1].sdp().replaceAll("(a=fingerprint:sha-256 )..:..", "$1" + "00:11");
        stays.setRemoteDescription(RtcSessionDescription.answer(munged)).join();
        finishTakeOver();
        await(() -> dtls.state() == RtcDtlsTransportState.FAILED);
        Connected.awaitClosed(first);
        await(() -> stays.connectionState() == RtcPeerConnectionState.FAILED);
    }

    /** The first call, with a data channel. */
    private RtcDataChannel connectFirst() {
        Connected.trickle(stays, peer);
        Connected.trickle(leaves, CompletableFuture.completedFuture(stays));
        RtcDataChannel channel = stays.createDataChannel("first", RtcDataChannelInit.defaults());
        Connected.negotiate(stays, leaves);
        peer.complete(leaves);
        Connected.awaitOpen(channel);
        return channel;
    }

    /** The offer, and the answer of the other end; nothing of it has been told yet. */
    private RtcSessionDescription[] beginTakeOver() {
        RtcSessionDescription offer = stays.createOffer(new RtcOfferOptions(true)).join();
        peer = new CompletableFuture<>();
        Connected.trickle(stays, peer);
        stays.setLocalDescription(offer).join();
        comes.setRemoteDescription(offer).join();
        RtcSessionDescription answer = comes.createAnswer().join();
        return new RtcSessionDescription[] {offer, answer};
    }

    private void takeOver() {
        RtcSessionDescription answer = beginTakeOver()[1];
        stays.setRemoteDescription(answer).join();
        finishTakeOver();
    }

    private void finishTakeOver() {
        Connected.trickle(comes, CompletableFuture.completedFuture(stays));
        comes.setLocalDescription().join();
        peer.complete(comes);
    }

    private static void exchange(RtcPeerConnection from, RtcPeerConnection to) throws Exception {
        var received = new LinkedBlockingQueue<String>();
        var registration = to.onDataChannel(c -> c.onMessage(m -> received.add(m.text())));
        RtcDataChannel channel = from.createDataChannel("new", RtcDataChannelInit.defaults());
        Connected.awaitOpen(channel);
        channel.send("hello");
        assertEquals("hello", received.poll(20, TimeUnit.SECONDS));
        registration.close();
    }

    private static void play(RtcSampleTrack track, LinkedBlockingQueue<Integer> heard)
            throws InterruptedException {
        for (int i = 0; i < 1000 && heard.size() < 10; i++) {
            track.writeSample(MediaSample.of(ByteBuffer.allocate(40), Duration.ofMillis(20)));
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertTrue(heard.size() >= 10, heard.size() + " packets");
    }

    private static String line(RtcPeerConnection connection, String prefix) {
        return line(connection.localDescription().orElseThrow().sdp(), prefix);
    }

    private static String line(String sdp, String prefix) {
        return sdp.lines().filter(line -> line.startsWith(prefix)).findFirst().orElseThrow();
    }

    private static String withoutCandidates(String sdp) {
        return sdp.replaceAll("a=(candidate|end-of-candidates).*\r\n", "");
    }

    private static void assertInvalidAccess(Runnable call) {
        var e = assertThrows(CompletionException.class, call::run);
        assertEquals(RtcErrorName.INVALID_ACCESS_ERROR, ((RtcException) e.getCause()).name());
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 2000 && !condition.getAsBoolean(); i++) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertTrue(condition.getAsBoolean(), "in time");
    }
}
