package dev.specter.webrtc.transport;

import dev.specter.dtls.DtlsFailure;
import dev.specter.dtls.DtlsListener;
import dev.specter.dtls.DtlsOptions;
import dev.specter.dtls.DtlsRole;
import dev.specter.dtls.DtlsTransport;
import dev.specter.dtls.DtlsTransportState;
import dev.specter.dtls.Fingerprint;
import dev.specter.dtls.HandshakePool;
import dev.specter.ice.IceCandidate;
import dev.specter.ice.IceCandidatePair;
import dev.specter.ice.IceGatheringError;
import dev.specter.ice.IceGatheringState;
import dev.specter.ice.IceListener;
import dev.specter.ice.IceNetwork;
import dev.specter.ice.IceOptions;
import dev.specter.ice.IceParameters;
import dev.specter.ice.IceRole;
import dev.specter.ice.IceTransport;
import dev.specter.ice.IceTransportState;
import dev.specter.srtp.SrtpKeys;
import dev.specter.srtp.SrtpTransport;
import dev.specter.webrtc.loop.ConnectionLoop;
import dev.specter.webrtc.loop.LoopTimer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What one BUNDLE group shares: an ICE transport, the DTLS over it and the SRTP beside that. It
 * starts DTLS when both the peer's fingerprints and a way to the peer are there. Loop-confined.
 *
 * <p>Descriptions may ask for another DTLS association later (RFC 8842, section 3). The one before
 * carries on until its successor has connected; its SRTP keys are good for incoming packets for
 * some time more (RFC 5764, section 5.2).
 */
public final class TransportStack {
    private static final Logger LOG = LoggerFactory.getLogger(TransportStack.class);

    /** How long a packet may be under way: RFC 9293's maximum segment lifetime. */
    private static final long OLD_KEYS_NANOS = TimeUnit.SECONDS.toNanos(120);

    /** How an association starts. */
    private record Start(DtlsRole role, List<Fingerprint> fingerprints) {}

    private final ConnectionLoop loop;
    private final TransportListener listener;
    private final DtlsOptions dtlsOptions;
    private final HandshakePool workers;
    private final IceTransport ice;
    private final EarlyMedia early = new EarlyMedia();
    private final LoopTimer oldKeys;

    /** The newest association. */
    private DtlsTransport dtls;

    /** The association before, while it is connected and the newest is not; or null. */
    private DtlsTransport previous;

    /** How the newest association is to start, while it waits for a way to the peer; or null. */
    private Start waiting;

    /** The newest association is a server that waits: it is new to users until there is a way. */
    private boolean connectingUntold;

    private Optional<SrtpKeys> srtpKeys = Optional.empty();
    private SrtpTransport srtp; // made for the first packet: many connections carry data only

    /** Unprotects what was under way when the keys changed; or null. */
    private SrtpTransport previousSrtp;

    private boolean flushScheduled;
    private boolean closed;

    private long datagramsSent;
    private long bytesSent;
    private long datagramsReceived;
    private long bytesReceived;
    private long datagramsUnknown;
    private long packetsRejected;

    /**
     * Makes a stack; nothing is opened or sent yet.
     *
     * @param loop owns it
     * @param iceOptions for the ICE transport
     * @param network what ICE transports share
     * @param pool where an ICE transport with those credentials may wait
     * @param iceParameters local credentials of its first generation
     * @param dtlsOptions for the DTLS transport
     * @param workers where handshakes run
     * @param listener told what happens
     */
    public TransportStack(
            ConnectionLoop loop,
            IceOptions iceOptions,
            IceNetwork network,
            IcePool pool,
            IceParameters iceParameters,
            DtlsOptions dtlsOptions,
            HandshakePool workers,
            TransportListener listener) {
        this.loop = loop;
        this.listener = listener;
        this.oldKeys = new LoopTimer(loop, () -> previousSrtp = null);
        this.dtlsOptions = dtlsOptions;
        this.workers = workers;
        var fromIce = new FromIce();
        this.ice =
                pool.take(iceParameters, fromIce)
                        .orElseGet(
                                () ->
                                        new IceTransport(
                                                loop.eventLoop(),
                                                iceOptions,
                                                network,
                                                iceParameters,
                                                fromIce));
        this.dtls = newAssociation();
    }

    private DtlsTransport newAssociation() {
        var events = new FromDtls();
        events.source = new DtlsTransport(dtlsOptions, loop.eventLoop(), workers, events);
        return events.source;
    }

    /** The ICE transport. */
    public IceTransport ice() {
        return ice;
    }

    /** The newest DTLS association. */
    public DtlsTransport dtls() {
        return dtls;
    }

    /** Our end of the handshake of the newest DTLS association, also while it waits for a way. */
    public Optional<DtlsRole> dtlsRole() {
        return waiting == null ? dtls.role() : Optional.of(waiting.role());
    }

    /** What has been carried so far. */
    public TransportCounters counters() {
        return new TransportCounters(
                datagramsSent,
                bytesSent,
                datagramsReceived,
                bytesReceived,
                datagramsUnknown,
                packetsRejected);
    }

    /**
     * Lets a DTLS association begin: at once as a server, which waits for the peer, and as a client
     * once ICE has a way to the peer. Each further call makes a new association, which takes the
     * place of the one before when it has connected, or when it fails.
     *
     * @param role our end of the handshake
     * @param fingerprints the peer's, from its description
     */
    public void startDtls(DtlsRole role, List<Fingerprint> fingerprints) {
        if (closed) {
            return;
        }
        if (dtls.role().isPresent()) {
            replaceAssociation();
        }
        waiting = new Start(role, List.copyOf(fingerprints));
        if (role == DtlsRole.SERVER || hasPath()) {
            startWaiting();
        }
    }

    private void replaceAssociation() {
        DtlsTransport replaced = dtls;
        dtls = newAssociation();
        if (replaced.state() == DtlsTransportState.CONNECTED) {
            previous = replaced;
        } else {
            replaced.abandon(); // it never carried anything, or does not any more
        }
    }

    /** Whether the current ICE generation has a pair. */
    private boolean hasPath() {
        return ice.state() == IceTransportState.CONNECTED
                || ice.state() == IceTransportState.COMPLETED;
    }

    private void tellConnecting() {
        connectingUntold = false;
        listener.onDtlsState(this, DtlsTransportState.CONNECTING, Optional.empty());
    }

    private void startWaiting() {
        Start start = waiting;
        waiting = null;
        dtls.start(start.role(), start.fingerprints());
    }

    private void dropPrevious() {
        if (previous != null) {
            DtlsTransport dropped = previous;
            previous = null;
            dropped.close();
        }
    }

    /**
     * Sends an SCTP packet over DTLS.
     *
     * @param packet at most {@link DtlsTransport#maxDataBytes()} bytes; given away
     * @return whether it was handed on
     */
    public boolean sendSctpPacket(ByteBuffer packet) {
        return (previous == null ? dtls : previous).send(packet);
    }

    /**
     * Protects and sends an RTP packet.
     *
     * @param packet with {@link SrtpTransport#MAX_OVERHEAD_BYTES} spare bytes; given away
     * @return whether it was handed on
     */
    public boolean sendRtp(ByteBuffer packet) {
        return srtpKeys.isPresent() && srtp().protectRtp(packet) && sendDatagram(packet);
    }

    /**
     * Protects and sends an RTCP packet.
     *
     * @param packet with {@link SrtpTransport#MAX_OVERHEAD_BYTES} spare bytes; given away
     * @return whether it was handed on
     */
    public boolean sendRtcp(ByteBuffer packet) {
        return srtpKeys.isPresent() && srtp().protectRtcp(packet) && sendDatagram(packet);
    }

    /** Sends {@code close_notify}, then closes the sockets. The listener hears nothing more. */
    public void close() {
        if (closed) {
            return;
        }
        dropPrevious();
        dtls.close();
        closed = true;
        oldKeys.cancel();
        ice.flush();
        ice.close();
    }

    private boolean sendDatagram(ByteBuffer datagram) {
        int size = datagram.remaining();
        if (!ice.send(datagram)) {
            return false;
        }
        datagramsSent++;
        bytesSent += size;
        if (!flushScheduled) {
            flushScheduled = true;
            loop.execute(this::flush);
        }
        return true;
    }

    private void flush() {
        flushScheduled = false;
        if (!closed) {
            ice.flush();
        }
    }

    private void handleDtls(ByteBuffer datagram) {
        // Both associations use the same addresses. What is in the clear belongs to the newest; of
        // the rest each tells what is its own, since only that is authentic.
        if (previous == null || !previous.handleOwnDatagram(datagram)) {
            dtls.handleDatagram(datagram);
        }
    }

    private void handleMedia(EarlyMedia.Packet packet) {
        boolean keysChange = previousSrtp != null || dtls.state() == DtlsTransportState.CONNECTING;
        if (srtpKeys.isEmpty() || !keysChange) {
            if (!deliver(srtp(), packet)) {
                holdOrReject(packet);
            }
            return;
        }
        EarlyMedia.Packet copy = packet.copy(); // the wrong keys spoil what they touch
        if (deliver(srtp(), packet)) {
            return;
        }
        if (previousSrtp == null || !deliver(previousSrtp, copy)) {
            holdOrReject(copy);
        }
    }

    private boolean deliver(SrtpTransport keys, EarlyMedia.Packet packet) {
        if (!unprotect(keys, packet)) {
            return false;
        }
        if (packet.isRtcp()) {
            listener.onRtcpPacket(this, packet.datagram());
        } else {
            listener.onRtpPacket(this, packet.datagram(), packet.arrivedNanos());
        }
        return true;
    }

    private void holdOrReject(EarlyMedia.Packet packet) {
        boolean held = dtls.state() == DtlsTransportState.CONNECTING && early.hold(packet);
        packetsRejected += held ? 0 : 1;
    }

    private static boolean unprotect(SrtpTransport keys, EarlyMedia.Packet packet) {
        if (keys == null) {
            return false;
        }
        ByteBuffer datagram = packet.datagram();
        return packet.isRtcp() ? keys.unprotectRtcp(datagram) : keys.unprotectRtp(datagram);
    }

    private void takeKeys() {
        if (srtpKeys.isPresent()) {
            previousSrtp = srtp();
            oldKeys.arm(loop.nowNanos() + OLD_KEYS_NANOS);
        }
        srtpKeys = dtls.srtpKeys();
        srtp = null;
    }

    private SrtpTransport srtp() {
        if (srtp == null) {
            srtp = srtpKeys.map(SrtpTransport::new).orElse(null);
        }
        return srtp;
    }

    /** The handshake has ended, one way or the other. */
    private void releaseEarlyMedia() {
        List<EarlyMedia.Packet> packets = early.take();
        if (!packets.isEmpty()) {
            LOG.debug("{} packets came before their keys", packets.size());
            packets.forEach(this::handleMedia);
            listener.onReadComplete(this);
        }
    }

    private void readComplete() {
        if (!closed) {
            listener.onReadComplete(this);
            flush();
        }
    }

    private final class FromIce implements IceListener {
        @Override
        public void onLocalCandidate(IceCandidate candidate) {
            listener.onLocalCandidate(TransportStack.this, candidate);
        }

        @Override
        public void onGatheringStateChange(IceGatheringState state) {
            listener.onIceGatheringState(TransportStack.this, state);
        }

        @Override
        public void onGatheringError(IceGatheringError error) {
            listener.onIceGatheringError(TransportStack.this, error);
        }

        @Override
        public void onStateChange(IceTransportState state) {
            listener.onIceState(TransportStack.this, state);
            if (state == IceTransportState.CONNECTED || state == IceTransportState.COMPLETED) {
                pathFound();
            }
        }

        @Override
        public void onSelectedPairChange(IceCandidatePair pair) {
            listener.onSelectedPair(TransportStack.this, pair);
            pathFound();
        }

        @Override
        public void onRoleChange(IceRole role) {
            listener.onIceRole(TransportStack.this, role);
        }

        @Override
        public void onDatagram(ByteBuffer datagram) {
            if (closed) {
                return;
            }
            datagramsReceived++;
            bytesReceived += datagram.remaining();
            try {
                dispatch(datagram);
            } catch (RuntimeException e) {
                // A fault of ours or of an interceptor: the datagram is lost, the connection lives.
                LOG.error("a datagram could not be handled", e);
            }
        }

        private void dispatch(ByteBuffer datagram) {
            switch (Demultiplexer.classify(datagram)) {
                case DTLS -> handleDtls(datagram);
                case RTP -> handleMedia(new EarlyMedia.Packet(datagram, false, loop.nowNanos()));
                case RTCP -> handleMedia(new EarlyMedia.Packet(datagram, true, loop.nowNanos()));
                case UNKNOWN -> datagramsUnknown++;
            }
        }

        @Override
        public void onReadComplete() {
            readComplete();
        }

        private void pathFound() {
            if (waiting != null && hasPath()) {
                startWaiting();
            }
            if (connectingUntold && hasPath()) {
                tellConnecting();
            }
        }
    }

    private final class FromDtls implements DtlsListener {
        private DtlsTransport source;

        @Override
        public void sendDatagram(ByteBuffer datagram) {
            TransportStack.this.sendDatagram(datagram);
        }

        @Override
        public void onStateChange(DtlsTransportState state, Optional<DtlsFailure> failure) {
            if (closed || source != dtls) {
                return; // whatever becomes of an association that is being replaced
            }
            if (state == DtlsTransportState.CONNECTING && !hasPath()) {
                connectingUntold = true;
                return;
            }
            if (state == DtlsTransportState.CONNECTED) {
                if (connectingUntold) {
                    tellConnecting();
                }
                takeKeys();
            }
            connectingUntold = false;
            if (state == DtlsTransportState.CONNECTING) {
                tellConnecting();
                return;
            }
            dropPrevious();
            listener.onDtlsState(TransportStack.this, state, failure);
            releaseEarlyMedia();
            if (state == DtlsTransportState.CONNECTED) {
                // What came early is delivered now, after the end of the burst it came with.
                loop.execute(TransportStack.this::readComplete);
            }
        }

        @Override
        public void onData(ByteBuffer applicationData) {
            if (source == dtls || source == previous) {
                listener.onSctpPacket(TransportStack.this, applicationData);
            }
        }
    }
}
