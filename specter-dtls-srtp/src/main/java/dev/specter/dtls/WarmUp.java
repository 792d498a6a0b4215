package dev.specter.dtls;

import dev.specter.srtp.SrtpTransport;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Connections of this process with itself, so that the first real one finds all loaded. */
final class WarmUp {
    private static final AtomicBoolean DONE = new AtomicBoolean();
    private static final int ROUNDS = 4; // the first loads, the others let the JIT see the rest
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final BlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();
    private boolean over;

    private WarmUp() {}

    static void once() {
        if (DONE.compareAndSet(false, true)) {
            DtlsOptions options =
                    DtlsOptions.builder(Certificate.generate(KeyAlgorithm.ECDSA_P256)).build();
            for (int i = 0; i < ROUNDS; i++) {
                new WarmUp().run(options);
            }
        }
    }

    /** One end; hands its datagrams to the other. */
    private final class End implements DtlsListener {
        private DtlsTransport other;

        @Override
        public void sendDatagram(ByteBuffer datagram) {
            loop.add(() -> other.handleDatagram(datagram));
        }

        @Override
        public void onStateChange(DtlsTransportState state, Optional<DtlsFailure> failure) {
            if (state == DtlsTransportState.CONNECTED) {
                loop.add(() -> other.send(ByteBuffer.wrap(new byte[16])));
            }
            over |= state == DtlsTransportState.FAILED;
        }

        @Override
        public void onData(ByteBuffer applicationData) {
            over = true;
        }
    }

    private void run(DtlsOptions options) {
        var clientEnd = new End();
        var serverEnd = new End();
        try (var pool = new HandshakePool(2)) {
            var client = new DtlsTransport(options, loop::add, pool, clientEnd);
            var server = new DtlsTransport(options, loop::add, pool, serverEnd);
            clientEnd.other = server;
            serverEnd.other = client;
            List<Fingerprint> fingerprints = options.certificate().fingerprints();
            server.start(DtlsRole.SERVER, fingerprints);
            client.start(DtlsRole.CLIENT, fingerprints);
            for (Runnable task = next(); task != null; task = over ? null : next()) {
                task.run();
            }
            warmUpSrtp(client, server);
            client.close();
            server.close();
        }
    }

    private static void warmUpSrtp(DtlsTransport client, DtlsTransport server) {
        if (client.srtpKeys().isEmpty() || server.srtpKeys().isEmpty()) {
            return; // not connected; whoever connects next will see why
        }
        var packet = ByteBuffer.allocate(64).put(0, (byte) 0x80).limit(32);
        new SrtpTransport(client.srtpKeys().get()).protectRtp(packet);
        new SrtpTransport(server.srtpKeys().get()).unprotectRtp(packet);
    }

    private Runnable next() {
        try {
            return loop.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
