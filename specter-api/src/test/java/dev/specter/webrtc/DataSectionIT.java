package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A data m-section that is rejected, and one that comes after it (RFC 8841, sections 9 and 10). */
class DataSectionIT {
    /** An exchange in which a rejects the data m-section: both see it rejected. */
    private static void negotiateWithoutData(Connected ends) {
        ends.a.setLocalDescription().join();
        String offer = ends.a.localDescription().orElseThrow().sdp();
        String mid = offer.substring(offer.indexOf("m=application"));
        mid = mid.substring(mid.indexOf("a=mid:") + 6).lines().findFirst().orElseThrow();
        String group = offer.lines().filter(l -> l.startsWith("a=group:")).findFirst().orElse("");
        String without =
                offer.replaceFirst("m=application \\d+", "m=application 0")
                        .replace(group, group.replace(" " + mid, ""));
        ends.b.setRemoteDescription(RtcSessionDescription.offer(without)).join();
        ends.b.setLocalDescription().join();
        ends.a.setRemoteDescription(ends.b.localDescription().orElseThrow()).join();
    }

    @ParameterizedTest(name = "with audio: {0}")
    @ValueSource(booleans = {true, false})
    void aSectionThatComesAfterOneThatWasRejectedWorks(boolean withAudio) throws Exception {
        try (var ends = new Connected()) {
            if (withAudio) {
                ends.a.addTransceiver(RtcMediaKind.AUDIO);
            }
            RtcDataChannel[] first = ends.openChannel(RtcDataChannelInit.defaults());
            RtcSctpTransport before = ends.a.sctp().orElseThrow();
            negotiateWithoutData(ends);
            for (RtcDataChannel channel : first) {
                Connected.awaitClosed(channel);
            }
            assertEquals(RtcSctpTransportState.CLOSED, before.state());
            assertTrue(ends.a.sctp().isEmpty());
            assertTrue(ends.b.sctp().isEmpty());

            var needed = new LinkedBlockingQueue<String>();
            ends.b.onNegotiationNeeded(() -> needed.add("needed"));
            RtcDataChannel mine = ends.b.createDataChannel("again");
            assertEquals("needed", needed.poll(Connected.SECONDS, TimeUnit.SECONDS));
            var theirs = new CompletableFuture<RtcDataChannel>();
            ends.a.onDataChannel(theirs::complete);
            Connected.negotiate(ends.b, ends.a);
            Connected.awaitOpen(mine);
            var received = new LinkedBlockingQueue<String>();
            theirs.get(Connected.SECONDS, TimeUnit.SECONDS).onMessage(m -> received.add(m.text()));
            mine.send("hello");
            assertEquals("hello", received.poll(Connected.SECONDS, TimeUnit.SECONDS));
            assertEquals(RtcSctpTransportState.CONNECTED, ends.a.sctp().orElseThrow().state());
        }
    }

    @Test
    void aSectionThatIsRefusedAtOnceClosesItsChannelsAndIsNotOfferedAgain() throws Exception {
        try (var ends = new Connected()) {
            var needed = new LinkedBlockingQueue<String>();
            ends.a.onNegotiationNeeded(() -> needed.add("needed"));
            ends.a.addTransceiver(RtcMediaKind.AUDIO);
            RtcDataChannel refused = ends.a.createDataChannel("refused");
            var error = new CompletableFuture<RtcException>();
            refused.onError(error::complete);
            assertEquals("needed", needed.poll(Connected.SECONDS, TimeUnit.SECONDS));
            negotiateWithoutData(ends);
            Connected.awaitClosed(refused);
            RtcException failure = error.get(Connected.SECONDS, TimeUnit.SECONDS);
            assertEquals(RtcErrorName.OPERATION_ERROR, failure.name());
            // Section 6.2, error on creating data channels, step 3.
            assertEquals(
                    RtcErrorDetailType.DATA_CHANNEL_FAILURE,
                    failure.errorDetail().orElseThrow().type());
            assertNull(needed.poll(200, TimeUnit.MILLISECONDS));

            RtcDataChannel wanted = ends.a.createDataChannel("wanted");
            assertEquals("needed", needed.poll(Connected.SECONDS, TimeUnit.SECONDS));
            ends.negotiate();
            Connected.awaitOpen(wanted);
        }
    }
}
