package dev.specter.bench;

import dev.specter.dtls.Certificate;
import dev.specter.dtls.DtlsFailure;
import dev.specter.dtls.DtlsListener;
import dev.specter.dtls.DtlsOptions;
import dev.specter.dtls.DtlsRole;
import dev.specter.dtls.DtlsTransport;
import dev.specter.dtls.DtlsTransportState;
import dev.specter.dtls.HandshakePool;
import dev.specter.dtls.KeyAlgorithm;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Two DTLS transports in memory; the caller's thread is the loop of both. */
final class DtlsPair {
    static final Certificate CERTIFICATE = Certificate.generate(KeyAlgorithm.ECDSA_P256);

    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private int connected;
    final End client;
    final End server;

    /** One end. */
    final class End implements DtlsListener {
        final DtlsTransport transport;
        private End other;

        /** Where datagrams go once both are connected. */
        private ByteBuffer sent;

        private ByteBuffer received;

        End(HandshakePool pool) {
            transport =
                    new DtlsTransport(
                            DtlsOptions.builder(CERTIFICATE).build(), tasks::add, pool, this);
        }

        /** Seals data into a datagram. */
        ByteBuffer seal(ByteBuffer data) {
            transport.send(data);
            return sent;
        }

        /** Opens a datagram. */
        ByteBuffer open(ByteBuffer datagram) {
            transport.handleDatagram(datagram);
            return received;
        }

        @Override
        public void sendDatagram(ByteBuffer datagram) {
            sent = datagram;
            if (!isConnected()) {
                tasks.add(() -> other.transport.handleDatagram(datagram));
            }
        }

        @Override
        public void onStateChange(DtlsTransportState state, Optional<DtlsFailure> failure) {
            connected += state == DtlsTransportState.CONNECTED ? 1 : 0;
            if (failure.isPresent()) {
                throw new IllegalStateException(failure.get().toString());
            }
        }

        @Override
        public void onData(ByteBuffer applicationData) {
            received = applicationData;
        }
    }

    /** Connects two ends. */
    DtlsPair(HandshakePool pool) {
        client = new End(pool);
        server = new End(pool);
        client.other = server;
        server.other = client;
        server.transport.start(DtlsRole.SERVER, CERTIFICATE.fingerprints());
        client.transport.start(DtlsRole.CLIENT, CERTIFICATE.fingerprints());
        try {
            while (!isConnected() || !tasks.isEmpty()) {
                tasks.take().run();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean isConnected() {
        return connected == 2;
    }
}
