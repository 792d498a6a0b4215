package dev.specter.ice.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A listener that keeps what it hears, for the test's own thread to look at. */
class Inbox implements PathListener {
    /** A datagram, as text whatever it is. */
    record Arrival(Path path, InetSocketAddress source, String text) {}

    final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    final BlockingQueue<Optional<Throwable>> ends = new LinkedBlockingQueue<>();
    final BlockingQueue<InetSocketAddress> lost = new LinkedBlockingQueue<>();
    final Set<InetSocketAddress> peers = ConcurrentHashMap.newKeySet();

    /** Whether whoever sends STUN counts as the peer. */
    volatile boolean trusting = true;

    @Override
    public void onDatagram(Path path, InetSocketAddress source, byte[] datagram) {
        if (trusting && (datagram[0] & 0xFF) < 4) {
            peers.add(source);
        }
        String text = new String(datagram, StandardCharsets.ISO_8859_1);
        arrivals.add(new Arrival(path, source, text));
    }

    @Override
    public void onReadComplete(Path path) {}

    @Override
    public boolean isPeer(Path path, InetSocketAddress source) {
        return peers.contains(source);
    }

    @Override
    public void onClosed(Path path, Optional<Throwable> cause) {
        ends.add(cause);
    }

    @Override
    public void onRemoteClosed(Path path, InetSocketAddress remote) {
        lost.add(remote);
    }

    Arrival next() throws InterruptedException {
        Arrival arrival = arrivals.poll(30, TimeUnit.SECONDS);
        assertNotNull(arrival, "nothing arrived");
        return arrival;
    }

    Arrival next(String text) throws InterruptedException {
        Arrival arrival = next();
        assertEquals(text, arrival.text());
        return arrival;
    }

    void nothing() throws InterruptedException {
        Arrival arrival = arrivals.poll(200, TimeUnit.MILLISECONDS);
        assertNull(arrival, () -> "arrived: " + arrival.text());
    }
}
