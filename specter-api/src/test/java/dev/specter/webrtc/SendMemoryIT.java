package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.sctp.SctpOptions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.TimeUnit;

/** What may be held of messages to send: by a connection, and by all of a {@link WebRtc}. */
@Timeout(60)
class SendMemoryIT {
    private static final byte[] MESSAGE = new byte[10_000];

    /** Nobody listens at the other end, so nearly all of it stays at this one. */
    private static WebRtc.Builder smallWindow(long sendBufferBytes) {
        return WebRtc.builder()
                .sctp(
                        SctpOptions.builder()
                                .receiveWindowBytes(8_000)
                                .sendBufferBytes(sendBufferBytes)
                                .build());
    }

    /** Sends until there is no room, and returns how many messages there was room for. */
    private static int fill(RtcDataChannel channel) throws InterruptedException {
        int sent = 0;
        for (int refused = 0; refused < 100; ) {
            try {
                channel.send(MESSAGE);
                sent++;
                refused = 0;
            } catch (RtcException e) {
                assertEquals(RtcErrorName.OPERATION_ERROR, e.name());
                refused++;
                TimeUnit.MILLISECONDS.sleep(10); // what can be delivered still is
            }
        }
        return sent;
    }

    private static void awaitRoom(RtcDataChannel channel) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(Connected.SECONDS);
        while (true) {
            try {
                channel.send(MESSAGE);
                return;
            } catch (RtcException e) {
                assertTrue(System.nanoTime() < deadlineNanos, "no room: " + e);
                TimeUnit.MILLISECONDS.sleep(10);
            }
        }
    }

    @Test
    void aConnectionHoldsNoMoreThanItsSendBuffer() throws Exception {
        try (var pair = new Connected(smallWindow(100_000))) {
            RtcDataChannel[] channel = pair.openChannel(RtcDataChannelInit.defaults());
            int sent = fill(channel[0]);
            assertTrue(sent >= 10 && sent <= 13, sent + " messages");
            assertTrue(channel[0].bufferedAmount() <= 100_000);
            channel[1].send(MESSAGE); // the other connection has room of its own
            channel[1].onMessage(message -> {});
            awaitRoom(channel[0]);
        }
    }

    @Test
    void allConnectionsHoldNoMoreThanTheirMemory() throws Exception {
        try (var pair = new Connected(smallWindow(1_000_000).sendMemoryBytes(100_000))) {
            RtcDataChannel[] channel = pair.openChannel(RtcDataChannelInit.defaults());
            int sent = fill(channel[0]);
            assertTrue(sent >= 10 && sent <= 13, sent + " messages");
            assertThrows(RtcException.class, () -> channel[1].send(MESSAGE));
            channel[1].onMessage(message -> {});
            awaitRoom(channel[1]);
            awaitRoom(channel[0]);
        }
    }

    @Test
    void whatAConnectionHeldIsFreeOnceItHasClosed() throws Exception {
        try (var pair = new Connected(smallWindow(1_000_000).sendMemoryBytes(100_000))) {
            RtcDataChannel[] channel = pair.openChannel(RtcDataChannelInit.defaults());
            fill(channel[0]);
            pair.a.close();
            RtcPeerConnection c = pair.webRtc.newPeerConnection();
            RtcPeerConnection d = pair.webRtc.newPeerConnection();
            RtcDataChannel another = c.createDataChannel("another");
            Connected.trickle(c, d);
            Connected.trickle(d, c);
            Connected.negotiate(c, d);
            Connected.awaitOpen(another);
            assertTrue(fill(another) >= 10);
        }
    }
}
