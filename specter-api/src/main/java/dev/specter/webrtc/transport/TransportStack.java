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
import dev.specter.ice.IceOptions;
import dev.specter.ice.IceParameters;
import dev.specter.ice.IceTransport;
import dev.specter.ice.IceTransportState;
import dev.specter.srtp.SrtpTransport;
import dev.specter.webrtc.loop.ConnectionLoop;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * What one BUNDLE group shares: an ICE transport, the DTLS over it and the SRTP beside that. It
 * starts DTLS when both the peer's fingerprints and a way to the peer are there. Loop-confined.
 */
public final class TransportStack {
    private static final Logger LOG = LoggerFactory.getLogger(TransportStack.class);

    private final ConnectionLoop loop;
    private final TransportListener listener;
    private final IceTransport ice;
    private final DtlsTransport dtls;
    private final EarlyMedia early = new EarlyMedia();
    private SrtpTransport srtp;
    private DtlsRole dtlsRole;
    private List<Fingerprint> remoteFingerprints = List.of();
    private boolean hasPath;
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
     * @param iceParameters local credentials of its first generation
     * @param dtlsOptions for the DTLS transport
     * @param workers where handshakes run
     * @param listener told what happens
     */
    public TransportStack(
            ConnectionLoop loop,
            IceOptions iceOptions,
            IceParameters iceParameters,
            DtlsOptions dtlsOptions,
            HandshakePool workers,
            TransportListener listener) {
        this.loop = loop;
        this.listener = listener;
        this.ice = new IceTransport(loop.eventLoop(), iceOptions, iceParameters, new FromIce());
        this.dtls = new DtlsTransport(dtlsOptions, loop.eventLoop(), workers, new FromDtls());
    }

    /** The ICE transport. */
    public IceTransport ice() {
        return ice;
    }

    /** The DTLS transport. */
    public DtlsTransport dtls() {
        return dtls;
    }

    /** Whether RTP can be sent. */
    public boolean isSrtpReady() {
        return srtp != null && !closed;
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
     * Lets DTLS begin: at once as a server, which waits for the peer, and as a client once there is
     * a way to the peer. Later calls do nothing.
     *
     * @param role our end of the handshake
     * @param fingerprints the peer's, from its description
     */
    public void startDtls(DtlsRole role, List<Fingerprint> fingerprints) {
        if (dtlsRole != null || closed) {
            return;
        }
        dtlsRole = role;
        remoteFingerprints = List.copyOf(fingerprints);
        if (role == DtlsRole.SERVER || hasPath) {
            dtls.start(role, remoteFingerprints);
        }
    }

    /**
     * Sends an SCTP packet over DTLS.
     *
     * @param packet at most {@link DtlsTransport#maxDataBytes()} bytes; given away
     * @return whether it was handed on
     */
    public boolean sendSctpPacket(ByteBuffer packet) {
        return dtls.send(packet);
    }

    /**
     * Protects and sends an RTP packet.
     *
     * @param packet with {@link SrtpTransport#MAX_OVERHEAD_BYTES} spare bytes; given away
     * @return whether it was handed on
     */
    public boolean sendRtp(ByteBuffer packet) {
        return srtp != null && srtp.protectRtp(packet) && sendDatagram(packet);
    }

    /**
     * Protects and sends an RTCP packet.
     *
     * @param packet with {@link SrtpTransport#MAX_OVERHEAD_BYTES} spare bytes; given away
     * @return whether it was handed on
     */
    public boolean sendRtcp(ByteBuffer packet) {
        return srtp != null && srtp.protectRtcp(packet) && sendDatagram(packet);
    }

    /** Sends {@code close_notify}, then closes the sockets. The listener hears nothing more. */
    public void close() {
        if (closed) {
            return;
        }
        dtls.close();
        closed = true;
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

    private void handleMedia(EarlyMedia.Packet packet) {
        ByteBuffer datagram = packet.datagram();
        if (srtp == null) {
            boolean held = dtls.state() == DtlsTransportState.CONNECTING && early.hold(packet);
            packetsRejected += held ? 0 : 1;
        } else if (packet.isRtcp() ? !srtp.unprotectRtcp(datagram) : !srtp.unprotectRtp(datagram)) {
            packetsRejected++;
        } else if (packet.isRtcp()) {
            listener.onRtcpPacket(this, datagram);
        } else {
            listener.onRtpPacket(this, datagram, packet.arrivedNanos());
        }
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
            if (state == IceTransportState.CONNECTED || state == IceTransportState.COMPLETED) {
                pathFound();
            }
            listener.onIceState(TransportStack.this, state);
        }

        @Override
        public void onSelectedPairChange(IceCandidatePair pair) {
            pathFound();
            listener.onSelectedPair(TransportStack.this, pair);
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
                case DTLS -> dtls.handleDatagram(datagram);
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
            boolean first = !hasPath;
            hasPath = true;
            if (first && dtlsRole == DtlsRole.CLIENT) {
                dtls.start(dtlsRole, remoteFingerprints);
            }
        }
    }

    private final class FromDtls implements DtlsListener {
        @Override
        public void sendDatagram(ByteBuffer datagram) {
            TransportStack.this.sendDatagram(datagram);
        }

        @Override
        public void onStateChange(DtlsTransportState state, Optional<DtlsFailure> failure) {
            if (closed) {
                return;
            }
            if (state == DtlsTransportState.CONNECTED) {
                srtp = dtls.srtpKeys().map(SrtpTransport::new).orElse(null);
            }
            listener.onDtlsState(TransportStack.this, state, failure);
            if (state != DtlsTransportState.CONNECTING) {
                releaseEarlyMedia();
            }
            if (state == DtlsTransportState.CONNECTED) {
                // What came early is delivered now, after the end of the burst it came with.
                loop.execute(TransportStack.this::readComplete);
            }
        }

        @Override
        public void onData(ByteBuffer applicationData) {
            listener.onSctpPacket(TransportStack.this, applicationData);
        }
    }
}
