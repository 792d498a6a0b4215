package dev.specter.tests;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.specter.webrtc.RtcDataChannel;
import dev.specter.webrtc.RtcDataChannelInit;
import dev.specter.webrtc.RtcDataChannelState;
import dev.specter.webrtc.RtcPeerConnection;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Sends 0, 1, 2... on a channel and checks that the peer's numbers come without a gap. */
final class Numbers implements AutoCloseable {
    private static final int TICK_MILLIS = 10;

    private final RtcDataChannel channel;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger received = new AtomicInteger();
    private final AtomicReference<String> fault = new AtomicReference<>("");

    /** Opens the negotiated channel that {@code ice.html} knows. */
    Numbers(RtcPeerConnection pc) {
        channel =
                pc.createDataChannel(
                        "numbers", RtcDataChannelInit.builder().negotiated(true).id(0).build());
        channel.onMessage(
                message -> {
                    int expected = received.getAndIncrement();
                    if (!message.text().equals(String.valueOf(expected))) {
                        fault.compareAndSet("", expected + " became " + message.text());
                    }
                });
        channel.onOpen(
                () -> {
                    var unused =
                            clock.scheduleAtFixedRate(this::tick, 0, TICK_MILLIS, MILLISECONDS);
                });
        channel.onClose(() -> fault.compareAndSet("", "closed"));
    }

    private void tick() {
        if (channel.readyState() == RtcDataChannelState.OPEN) {
            channel.send(String.valueOf(sent.getAndIncrement()));
        }
    }

    /** How many have come, all of them right; fails otherwise. */
    int received() {
        if (!fault.get().isEmpty()) {
            throw new AssertionError("numbers of the peer: " + fault.get());
        }
        return received.get();
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
