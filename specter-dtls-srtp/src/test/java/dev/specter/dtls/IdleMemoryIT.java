package dev.specter.dtls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What an established association keeps: a server has thousands that idle. */
class IdleMemoryIT {
    private static final int PAIRS = 250;
    private static final long MOST_BYTES = 16 * 1024;

    private final BlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();
    private int connected;

    private final class End implements DtlsListener {
        private DtlsTransport other;

        @Override
        public void sendDatagram(ByteBuffer datagram) {
            loop.add(() -> other.handleDatagram(datagram));
        }

        @Override
        public void onStateChange(DtlsTransportState state, Optional<DtlsFailure> failure) {
            assertEquals(Optional.empty(), failure);
            connected += state == DtlsTransportState.CONNECTED ? 1 : 0;
        }

        @Override
        public void onData(ByteBuffer applicationData) {}
    }

    @Test
    void anAssociationKeepsAFewKilobytes() throws InterruptedException {
        try (var pool = new HandshakePool(8)) {
            List<DtlsTransport> warm = connect(20, pool); // loads classes, fills caches
            long before = usedBytes();
            List<DtlsTransport> idle = connect(PAIRS, pool);
            long each = (usedBytes() - before) / idle.size();
            for (DtlsTransport transport : idle) {
                transport.send(ByteBuffer.allocate(transport.maxDataBytes()));
            }
            runAll();
            long eachAfterData = (usedBytes() - before) / idle.size();
            System.out.printf(
                    "heap of an association: %d bytes, after data both ways %d%n",
                    each, eachAfterData);
            assertTrue(each < MOST_BYTES && eachAfterData < MOST_BYTES);
            assertEquals(2 * PAIRS + warm.size(), connected);
        }
    }

    private List<DtlsTransport> connect(int pairs, HandshakePool pool) throws InterruptedException {
        var transports = new ArrayList<DtlsTransport>();
        int target = connected + 2 * pairs;
        for (int i = 0; i < pairs; i++) {
            var clientEnd = new End();
            var serverEnd = new End();
            DtlsTransport client = transport(DtlsPair.CLIENT_CERTIFICATE, pool, clientEnd);
            DtlsTransport server = transport(DtlsPair.SERVER_CERTIFICATE, pool, serverEnd);
            clientEnd.other = server;
            serverEnd.other = client;
            server.start(DtlsRole.SERVER, DtlsPair.CLIENT_CERTIFICATE.fingerprints());
            client.start(DtlsRole.CLIENT, DtlsPair.SERVER_CERTIFICATE.fingerprints());
            transports.add(client);
            transports.add(server);
        }
        while (connected < target) {
            Runnable task = loop.poll(60, TimeUnit.SECONDS);
            assertTrue(task != null, connected + " of " + target);
            task.run();
        }
        runAll();
        return transports;
    }

    private DtlsTransport transport(Certificate certificate, HandshakePool pool, End end) {
        return new DtlsTransport(
                DtlsOptions.builder(certificate).handshakeTimeout(Duration.ofMinutes(5)).build(),
                loop::add,
                pool,
                end);
    }

    private void runAll() {
        for (Runnable task = loop.poll(); task != null; task = loop.poll()) {
            task.run();
        }
    }

    /** What the best of some collections leaves: HotSpot closes all holes in every fourth only. */
    private static long usedBytes() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(50);
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
