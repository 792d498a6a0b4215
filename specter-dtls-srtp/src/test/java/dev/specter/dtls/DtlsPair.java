package dev.specter.dtls;

import dev.specter.testkit.Link;
import dev.specter.testkit.LinkProfile;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/**
 * Two transports over two links. The test's thread is the loop of both; the handshakes run on real
 * workers, so the links' time is the real one.
 */
final class DtlsPair implements AutoCloseable {
    /** Made once: generating keys is slow. */
    static final Certificate CLIENT_CERTIFICATE = Certificate.generate(KeyAlgorithm.ECDSA_P256);

    static final Certificate SERVER_CERTIFICATE = Certificate.generate(KeyAlgorithm.ECDSA_P256);

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long LONGEST_NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** One end and all that it has said. */
    final class End implements DtlsListener {
        private final Link out;
        final List<DtlsTransportState> states = new ArrayList<>();
        final List<byte[]> received = new ArrayList<>();
        final List<byte[]> sent = new ArrayList<>();
        Optional<DtlsFailure> failure = Optional.empty();
        DtlsTransport transport;

        End(Link out) {
            this.out = out;
        }

        @Override
        public void sendDatagram(ByteBuffer datagram) {
            sent.add(bytes(datagram));
            out.send(datagram, nowNanos());
        }

        @Override
        public void onStateChange(DtlsTransportState state, Optional<DtlsFailure> why) {
            states.add(state);
            why.ifPresent(w -> failure = why);
        }

        @Override
        public void onData(ByteBuffer applicationData) {
            if (transport.state() != DtlsTransportState.CONNECTED) {
                throw new AssertionError("data in state " + transport.state());
            }
            received.add(bytes(applicationData));
        }

        boolean isConnected() {
            return transport.state() == DtlsTransportState.CONNECTED;
        }

        boolean isOver() {
            return transport.state() == DtlsTransportState.CLOSED
                    || transport.state() == DtlsTransportState.FAILED;
        }
    }

    private final long startNanos = System.nanoTime();
    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    final Link toServer;
    final Link toClient;
    final End client;
    final End server;
    private final HandshakePool pool;
    private final boolean ownsPool;

    DtlsPair(LinkProfile profile, long seed) {
        this(profile, seed, UnaryOperator.identity(), UnaryOperator.identity());
    }

    DtlsPair() {
        this(LinkProfile.PERFECT, 1);
    }

    /** With a pool of others, which stays open. */
    DtlsPair(LinkProfile profile, long seed, HandshakePool pool) {
        this(profile, seed, pool, UnaryOperator.identity(), UnaryOperator.identity());
    }

    DtlsPair(
            LinkProfile profile,
            long seed,
            UnaryOperator<DtlsOptions.Builder> clientOptions,
            UnaryOperator<DtlsOptions.Builder> serverOptions) {
        this(profile, seed, null, clientOptions, serverOptions);
    }

    private DtlsPair(
            LinkProfile profile,
            long seed,
            HandshakePool shared,
            UnaryOperator<DtlsOptions.Builder> clientOptions,
            UnaryOperator<DtlsOptions.Builder> serverOptions) {
        toServer = new Link(profile, new Random(seed));
        toClient = new Link(profile, new Random(~seed));
        client = new End(toServer);
        server = new End(toClient);
        ownsPool = shared == null;
        pool = ownsPool ? new HandshakePool(4) : shared;
        client.transport =
                new DtlsTransport(
                        clientOptions.apply(patient(CLIENT_CERTIFICATE)).build(),
                        tasks::add,
                        pool,
                        client);
        server.transport =
                new DtlsTransport(
                        serverOptions.apply(patient(SERVER_CERTIFICATE)).build(),
                        tasks::add,
                        pool,
                        server);
    }

    /** On a busy machine a default resend would come between and spoil what is counted. */
    private static DtlsOptions.Builder patient(Certificate certificate) {
        return DtlsOptions.builder(certificate).resendTime(Duration.ofSeconds(8));
    }

    HandshakePool pool() {
        return pool;
    }

    DtlsPair start() {
        return start(CLIENT_CERTIFICATE, SERVER_CERTIFICATE);
    }

    /** Where the options have other certificates. */
    DtlsPair start(Certificate ofClient, Certificate ofServer) {
        server.transport.start(DtlsRole.SERVER, ofClient.fingerprints());
        client.transport.start(DtlsRole.CLIENT, ofServer.fingerprints());
        return this;
    }

    DtlsPair connect() {
        start();
        runUntil(() -> client.isConnected() && server.isConnected());
        return this;
    }

    /** Runs both ends until something is so; fails after a long time. */
    void runUntil(BooleanSupplier condition) {
        if (!runFor(PATIENCE, condition)) {
            throw new AssertionError(
                    "nothing more happens: client "
                            + client.states
                            + client.failure
                            + ", server "
                            + server.states
                            + server.failure);
        }
    }

    /** Runs both ends until something is so, or time is up; says which. */
    boolean runFor(Duration time, BooleanSupplier condition) {
        long endNanos = nowNanos() + time.toNanos();
        while (!condition.getAsBoolean()) {
            if (deliver()) {
                continue;
            }
            long leftNanos = endNanos - nowNanos();
            if (leftNanos <= 0) {
                return false;
            }
            try {
                Runnable task = tasks.poll(Math.min(leftNanos, napNanos()), TimeUnit.NANOSECONDS);
                if (task != null) {
                    task.run();
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        return true;
    }

    /** Delivers all that is under way, without waiting. */
    void settle() {
        while (deliver()) {
            // until nothing is left
        }
    }

    static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(buffer.position(), bytes);
        return bytes;
    }

    @Override
    public void close() {
        client.transport.close();
        server.transport.close();
        if (ownsPool) {
            pool.close();
        }
    }

    private boolean deliver() {
        boolean any = false;
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
            any = true;
        }
        any |= deliver(toServer, server.transport);
        any |= deliver(toClient, client.transport);
        return any;
    }

    private boolean deliver(Link link, DtlsTransport transport) {
        ByteBuffer datagram = link.pollArrived(nowNanos());
        if (datagram == null) {
            return false;
        }
        transport.handleDatagram(datagram);
        return true;
    }

    private long napNanos() {
        long next = Math.min(toServer.nextArrivalNanos(), toClient.nextArrivalNanos());
        return Math.max(1, Math.min(LONGEST_NAP_NANOS, next - nowNanos()));
    }

    private long nowNanos() {
        return System.nanoTime() - startNanos;
    }
}
