package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** RTCDtlsTransport (webrtc-pc, section 5.5), its algorithms by their steps. */
@Timeout(60)
class DtlsTransportStepsIT {
    private static final int BAD_CERTIFICATE = 42;

    private final Events[] events = {new Events(), new Events()};
    private final CompletableFuture<RtcException> errorOfB = new CompletableFuture<>();

    /** Listens to the transport of an end from the moment in which a description makes it. */
    private void listen(Connected pair, int end) {
        RtcPeerConnection pc = end == 0 ? pair.a : pair.b;
        RtcListenerRegistration[] first = {null};
        first[0] =
                pc.onSignalingStateChange(
                        state ->
                                pc.senders().stream()
                                        .flatMap(s -> s.transport().stream())
                                        .findFirst()
                                        .ifPresent(
                                                dtls -> {
                                                    first[0].close();
                                                    listen(dtls, end);
                                                }));
        pc.onConnectionStateChange(state -> events[end].add("connection " + state));
    }

    private void listen(RtcDtlsTransport dtls, int end) {
        events[end].add(
                "made " + dtls.state() + ", certificates " + dtls.remoteCertificates().size());
        dtls.onStateChange(
                state -> {
                    assertEquals(state, dtls.state());
                    events[end].add(state + ", certificates " + dtls.remoteCertificates().size());
                });
        dtls.onError(
                e -> {
                    events[end].add(
                            "error "
                                    + e.errorDetail().orElseThrow().type()
                                    + " while "
                                    + dtls.state());
                    if (end == 1) {
                        errorOfB.complete(e);
                    }
                });
    }

    @Test
    void updateSteps3To5BringTheStatesInOrderAndTheCertificates() throws Exception {
        try (var pair = new Connected()) {
            pair.a.addTransceiver(RtcMediaKind.AUDIO);
            listen(pair, 0);
            listen(pair, 1);
            pair.negotiate();
            for (Events each : events) {
                List<String> ofDtls =
                        each.until("connection connected").stream()
                                .filter(event -> !event.startsWith("connection"))
                                .toList();
                assertEquals(
                        List.of(
                                "made new, certificates 0",
                                "connecting, certificates 0",
                                "connected, certificates 1"),
                        ofDtls);
            }
            RtcDtlsTransport dtls = pair.a.senders().get(0).transport().orElseThrow();
            X509Certificate theirs = dtls.remoteCertificates().get(0);
            assertEquals(
                    pair.b.getStats().join().all(RtcStats.Certificate.class).get(0).fingerprint(),
                    dev.specter.dtls.Fingerprint.of("sha-256", theirs.getEncoded()).value());
            assertSame(dtls, pair.a.receivers().get(0).transport().orElseThrow());
        }
    }

    @Test // closed: by close_notify with an event, by close() without
    void closedIsAnEventOnlyForThePeer() throws Exception {
        try (var pair = new Connected()) {
            pair.a.addTransceiver(RtcMediaKind.AUDIO);
            listen(pair, 0);
            listen(pair, 1);
            pair.negotiate();
            events[0].until("connection connected");
            events[1].until("connection connected");
            RtcDtlsTransport mine = pair.a.senders().get(0).transport().orElseThrow();
            pair.a.close();
            assertEquals(RtcDtlsTransportState.CLOSED, mine.state());
            assertEquals("closed, certificates 1", events[1].next());
            assertEquals(List.of(), events[0].rest(pair.a));
        }
    }

    @Test
    void errorSteps3To5FireErrorBeforeStateChangeOnce() throws Exception {
        try (var pair = new Connected()) {
            pair.a.addTransceiver(RtcMediaKind.AUDIO);
            listen(pair, 0);
            listen(pair, 1);
            RtcSessionDescription offer = pair.a.createOffer().join();
            pair.a.setLocalDescription(offer).join();
            pair.b.setRemoteDescription(offer).join();
            RtcSessionDescription answer = pair.b.createAnswer().join();
            pair.b.setLocalDescription(answer).join();
            String wrong =
                    answer.sdp().replaceAll("(a=fingerprint:sha-256 )..:..:..", "$1" + "00:11:22");
            pair.a.setRemoteDescription(RtcSessionDescription.answer(wrong)).join();

            List<String> ofA = events[0].until("connection failed");
            assertEquals(
                    List.of(
                            "error fingerprint-failure while failed",
                            "failed, certificates 0",
                            "connection failed"),
                    ofA.subList(ofA.size() - 3, ofA.size()));
            List<String> ofB = events[1].until("connection failed");
            assertEquals(
                    List.of(
                            "error dtls-failure while failed",
                            "failed, certificates 0",
                            "connection failed"),
                    ofB.subList(ofB.size() - 3, ofB.size()));
            RtcException told = errorOfB.get(Connected.SECONDS, TimeUnit.SECONDS);
            assertEquals(RtcErrorName.OPERATION_ERROR, told.name());
            assertEquals(
                    OptionalLong.of(BAD_CERTIFICATE),
                    told.errorDetail().orElseThrow().receivedAlert());
            assertEquals(List.of(), events[0].rest(pair.a));
            assertEquals(List.of(), events[1].rest(pair.b));
            // A failed transport hears nothing more of a close.
            pair.b.close();
            assertEquals(List.of(), events[0].rest(pair.a));
        }
    }
}
