package dev.specter.dtls;

import dev.specter.dtls.DtlsFailure.Reason;
import dev.specter.dtls.handshake.CipherSuites;
import dev.specter.dtls.handshake.DtlsSession;
import dev.specter.dtls.handshake.Handshake;
import dev.specter.dtls.handshake.HandshakeOutcome;
import dev.specter.dtls.handshake.HandshakeSettings;
import dev.specter.dtls.record.ConnectedFilter;
import dev.specter.dtls.record.DtlsRecord;
import dev.specter.dtls.record.HandshakeGate;
import dev.specter.srtp.SrtpKeys;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * One DTLS 1.2 association (RFC 6347) over the datagrams of one ICE transport. Loop-confined: every
 * call and every callback happens on the loop.
 *
 * <p>The handshake runs on a worker, to which the loop hands the peer's records one by one and
 * which posts its flights and its outcome back. From then on records are opened and sealed on the
 * loop, at once. Nothing of the peer's is delivered before its certificate has been found to have
 * one of the announced fingerprints. Renegotiation is refused: a handshake message in an
 * established association is either a repetition of the last flight, or ignored.
 */
public final class DtlsTransport {
    /** Bytes of application data that a record holds at most (RFC 5246, section 6.2.1). */
    public static final int MAX_RECORD_DATA_BYTES = 1 << 14;

    private static final Logger LOG = LoggerFactory.getLogger(DtlsTransport.class);

    private static final byte[] PLAIN_CLOSE_NOTIFY = {
        21, (byte) 0xFE, (byte) 0xFD, 0, 0, 0, (byte) 0xFF, 0, 0, 0, 0, 0, 2, 1, 0
    };

    private final DtlsOptions options;
    private final Executor loop;
    private final HandshakePool workers;
    private final DtlsListener listener;
    private final Queue<ByteBuffer> held = new ArrayDeque<>(1);
    private final Tally tally = new Tally();

    private DtlsTransportState state = DtlsTransportState.NEW;
    private DtlsRole role;
    private HandshakeGate gate;
    private Handshake handshake;
    private boolean handshakeRuns;
    private ConnectedFilter filter;
    private DtlsSession session;
    private HandshakeOutcome.Connected connected;
    private int heldBytes;

    /** What {@link DtlsCounters} shows. */
    private static final class Tally {
        private long datagramsSent;
        private long datagramsReceived;
        private long bytesSent;
        private long bytesReceived;
        private long dataRecordsSent;
        private long dataRecordsReceived;
        private long recordsFiltered;
        private long datagramsDiscarded;
    }

    /**
     * Makes a transport in state {@link DtlsTransportState#NEW}.
     *
     * @param options how it behaves
     * @param loop runs tasks one after the other, in order, on the loop
     * @param workers where the handshake runs
     * @param listener told everything, on the loop
     */
    public DtlsTransport(
            DtlsOptions options, Executor loop, HandshakePool workers, DtlsListener listener) {
        this.options = Objects.requireNonNull(options);
        this.loop = Objects.requireNonNull(loop);
        this.workers = Objects.requireNonNull(workers);
        this.listener = Objects.requireNonNull(listener);
    }

    /**
     * Starts the handshake; datagrams held so far are processed now. Does nothing when closed.
     *
     * @param newRole which end this is
     * @param remoteFingerprints as the peer's description announces them; the peer's certificate
     *     must have one of them (RFC 8122, section 6.2)
     * @throws IllegalStateException when started before
     */
    public void start(DtlsRole newRole, Collection<Fingerprint> remoteFingerprints) {
        if (role != null) {
            throw new IllegalStateException("started before");
        }
        if (isFinal()) {
            return;
        }
        role = Objects.requireNonNull(newRole);
        var settings =
                new HandshakeSettings(
                        options.crypto(),
                        options.certificate(),
                        List.copyOf(remoteFingerprints),
                        options.srtpProfiles(),
                        Math.toIntExact(options.handshakeTimeout().toMillis()),
                        Math.toIntExact(options.resendTime().toMillis()));
        var limits =
                new Handshake.Limits(
                        options.mtuBytes(), options.receiveLimitBytes(), options.heldBytes());
        handshake =
                new Handshake(
                        role,
                        settings,
                        limits,
                        flight -> post(() -> sendFlight(flight)),
                        (flight, outcome) -> post(() -> finishHandshake(flight, outcome)));
        gate =
                new HandshakeGate(
                        role == DtlsRole.SERVER,
                        options.heldDatagrams(),
                        options.heldBytes(),
                        this::offerToHandshake);
        transition(DtlsTransportState.CONNECTING, Optional.empty());
        if (role == DtlsRole.CLIENT && state == DtlsTransportState.CONNECTING) {
            runHandshake();
        }
        for (ByteBuffer datagram = held.poll(); datagram != null; datagram = held.poll()) {
            process(datagram);
        }
    }

    /**
     * Takes a datagram from the peer. Before {@link #start} it is held, within bounds.
     *
     * @param datagram array-backed, from position to limit; owned by the transport from now on
     */
    public void handleDatagram(ByteBuffer datagram) {
        tally.datagramsReceived++;
        tally.bytesReceived += datagram.remaining();
        if (datagram.remaining() > options.receiveLimitBytes()) {
            tally.datagramsDiscarded++;
        } else if (state == DtlsTransportState.NEW) {
            hold(datagram);
        } else {
            process(datagram);
        }
    }

    /**
     * Takes a datagram that may be another association's with the same peer: one that is connected
     * gives way to another (RFC 8842, section 3). What is in the clear is not looked at.
     *
     * @param datagram array-backed, from position to limit; not changed
     * @return whether a record in it is authentic; if not, nothing has been made of it
     */
    public boolean handleOwnDatagram(ByteBuffer datagram) {
        if (state != DtlsTransportState.CONNECTED || DtlsRecord.isPlain(datagram)) {
            return false;
        }
        long before = session.authenticRecords();
        process(datagram);
        boolean own = session.authenticRecords() != before;
        if (own) {
            tally.datagramsReceived++;
            tally.bytesReceived += datagram.remaining();
        }
        return own;
    }

    /**
     * Sends application data in one record and datagram.
     *
     * @param applicationData up to 16,384 bytes, read to the end, not kept; more than {@link
     *     #maxDataBytes()} make a datagram longer than {@link DtlsOptions#mtuBytes()}
     * @return false when the transport is not connected, or could not send
     * @throws IllegalArgumentException when longer than a record can be, or empty
     */
    public boolean send(ByteBuffer applicationData) {
        int length = applicationData.remaining();
        if (length == 0 || length > MAX_RECORD_DATA_BYTES) {
            throw new IllegalArgumentException("application data: " + length + " bytes");
        }
        if (state != DtlsTransportState.CONNECTED) {
            return false;
        }
        byte[] array;
        int offset;
        if (applicationData.hasArray()) {
            array = applicationData.array();
            offset = applicationData.arrayOffset() + applicationData.position();
        } else {
            array = new byte[length];
            applicationData.get(applicationData.position(), array);
            offset = 0;
        }
        applicationData.position(applicationData.limit());
        try {
            session.send(array, offset, length);
        } catch (IOException e) {
            endSession(e);
            return false;
        }
        tally.dataRecordsSent++;
        sendOutput();
        return true;
    }

    /** Bytes of application data that fit into one datagram of {@link DtlsOptions#mtuBytes()}. */
    public int maxDataBytes() {
        return options.mtuBytes() - CipherSuites.MAX_OVERHEAD_BYTES;
    }

    /**
     * Tells the peer by {@code close_notify}, and goes to {@link DtlsTransportState#CLOSED}. The
     * listener is told within the call. Does nothing in a final state.
     */
    public void close() {
        if (state == DtlsTransportState.CONNECTING && handshakeRuns) {
            // The peer may still be reading in the clear; if not, it ignores this.
            sendDatagram(ByteBuffer.wrap(PLAIN_CLOSE_NOTIFY.clone()));
        }
        abandon();
    }

    /**
     * Closes as {@link #close} does, but without a word in the clear: a handshake that another one
     * with the same peer replaces must not end that one too.
     */
    public void abandon() {
        if (isFinal()) {
            return;
        }
        if (state == DtlsTransportState.CONNECTED) {
            session.close();
            sendOutput();
        } else if (handshakeRuns) {
            handshake.cancel();
        }
        transition(DtlsTransportState.CLOSED, Optional.empty());
    }

    /** The state. */
    public DtlsTransportState state() {
        return state;
    }

    /** Which end this is, once started. */
    public Optional<DtlsRole> role() {
        return Optional.ofNullable(role);
    }

    /** The SRTP keys, once connected, if a profile has been agreed on. */
    public Optional<SrtpKeys> srtpKeys() {
        return connected == null ? Optional.empty() : connected.srtpKeys();
    }

    /** The peer's certificate chain, its own first; empty until verified. */
    public List<X509Certificate> remoteCertificates() {
        return remoteChain().x509();
    }

    /** The same as the peer has sent it; it may be kept. */
    public CertificateChain remoteChain() {
        return connected == null ? CertificateChain.NONE : connected.remoteCertificates();
    }

    /** The agreed cipher suite as IANA names it, once connected. */
    public Optional<String> cipherSuite() {
        return connected == null ? Optional.empty() : Optional.of(connected.cipherSuite().name());
    }

    /**
     * The agreed version as W3C's statistics write it: {@code FEFD} for DTLS 1.2; once connected.
     */
    public Optional<String> tlsVersion() {
        return connected == null ? Optional.empty() : Optional.of("FEFD");
    }

    /** What has been counted. */
    public DtlsCounters counters() {
        return new DtlsCounters(
                tally.datagramsSent,
                tally.datagramsReceived,
                tally.bytesSent,
                tally.bytesReceived,
                tally.dataRecordsSent,
                tally.dataRecordsReceived,
                tally.recordsFiltered + (gate == null ? 0 : gate.droppedRecords()),
                tally.datagramsDiscarded);
    }

    /**
     * Loads and warms what the first connection needs, by a few with itself. Takes about a second
     * on a cold machine: call it on a thread of its own. Later calls do nothing.
     */
    public static void warmUp() {
        WarmUp.once();
    }

    private void hold(ByteBuffer datagram) {
        if (held.size() >= options.heldDatagrams()
                || heldBytes + datagram.remaining() > options.heldBytes()) {
            tally.datagramsDiscarded++;
            return;
        }
        heldBytes += datagram.remaining();
        held.add(datagram);
    }

    private void process(ByteBuffer datagram) {
        switch (state) {
            case CONNECTING -> gate.handleDatagram(datagram);
            case CONNECTED -> {
                if (!DtlsRecord.split(datagram, this::handleRecord)) {
                    tally.recordsFiltered++;
                }
            }
            case NEW, CLOSED, FAILED -> tally.datagramsDiscarded++;
        }
    }

    /** Gives a record that passed the gate to the worker; a server's starts with a ClientHello. */
    private boolean offerToHandshake(DtlsRecord record) {
        if (!handshakeRuns) {
            if (!record.isClientHello()) {
                return false;
            }
            runHandshake();
        }
        return handshake.offer(record);
    }

    private void runHandshake() {
        handshakeRuns = true;
        workers.execute(role, handshake, () -> post(this::failForLackOfWorkers));
    }

    private void failForLackOfWorkers() {
        fail(
                new DtlsFailure(
                        Reason.INTERNAL,
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        "the handshake pool is closed"));
    }

    private void sendFlight(List<ByteBuffer> flight) {
        if (state == DtlsTransportState.CONNECTING) {
            flight.forEach(this::sendDatagram);
        }
    }

    private void finishHandshake(List<ByteBuffer> flight, HandshakeOutcome outcome) {
        sendFlight(flight);
        if (state != DtlsTransportState.CONNECTING) {
            return; // closed meanwhile
        }
        if (outcome instanceof HandshakeOutcome.Connected success) {
            enterConnected(success);
        } else if (outcome instanceof HandshakeOutcome.Failed failed) {
            fail(failed.failure());
        } else {
            transition(DtlsTransportState.CLOSED, Optional.empty());
        }
    }

    private void enterConnected(HandshakeOutcome.Connected success) {
        connected = success;
        session = success.session();
        filter =
                new ConnectedFilter(
                        role == DtlsRole.SERVER, success.cipherSuite().minEncryptedBytes());
        handshake = null;
        List<DtlsRecord> unread = session.enterLoop();
        List<DtlsRecord> early = gate.takeEarlyData();
        dropGate();
        transition(DtlsTransportState.CONNECTED, Optional.empty());
        unread.forEach(this::handleRecord);
        early.forEach(this::handleRecord);
    }

    /** Nothing of the handshake is kept: most associations idle most of the time. */
    private void dropGate() {
        if (gate != null) {
            tally.recordsFiltered += gate.droppedRecords();
            gate = null;
        }
    }

    private void handleRecord(DtlsRecord record) {
        if (state != DtlsTransportState.CONNECTED) {
            return; // a callback has closed it
        }
        if (!filter.passes(record)) {
            tally.recordsFiltered++;
            return;
        }
        try {
            ByteBuffer data = session.receive(record);
            sendOutput();
            if (data != null) {
                tally.dataRecordsReceived++;
                listener.onData(data);
            } else if (session.isClosedByPeer() && state == DtlsTransportState.CONNECTED) {
                transition(DtlsTransportState.CLOSED, Optional.empty());
            }
        } catch (IOException e) {
            endSession(e);
        }
    }

    private void endSession(IOException e) {
        sendOutput();
        if (isFinal()) {
            return;
        }
        if (session.isClosedByPeer()) {
            transition(DtlsTransportState.CLOSED, Optional.empty());
            return;
        }
        boolean byPeer = session.receivedAlert().isPresent();
        fail(
                new DtlsFailure(
                        byPeer ? Reason.PEER_ALERT : Reason.PROTOCOL,
                        session.sentAlert(),
                        session.receivedAlert(),
                        String.valueOf(e.getMessage())));
    }

    private void sendOutput() {
        for (ByteBuffer d = session.pollOutput(); d != null; d = session.pollOutput()) {
            sendDatagram(d);
        }
    }

    private void sendDatagram(ByteBuffer datagram) {
        tally.datagramsSent++;
        tally.bytesSent += datagram.remaining();
        listener.sendDatagram(datagram);
    }

    private void fail(DtlsFailure failure) {
        if (!isFinal()) {
            transition(DtlsTransportState.FAILED, Optional.of(failure));
        }
    }

    private boolean isFinal() {
        return state == DtlsTransportState.CLOSED || state == DtlsTransportState.FAILED;
    }

    private void transition(DtlsTransportState next, Optional<DtlsFailure> failure) {
        LOG.debug("{} {} -> {} {}", role, state, next, failure.map(DtlsFailure::detail).orElse(""));
        state = next;
        if (isFinal()) {
            held.clear();
            dropGate();
            handshake = null;
        }
        listener.onStateChange(next, failure);
    }

    /** From a worker to the loop. */
    private void post(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("the loop has ended before the handshake");
        }
    }
}
