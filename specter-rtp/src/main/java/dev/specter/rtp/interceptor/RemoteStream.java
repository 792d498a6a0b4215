package dev.specter.rtp.interceptor;

import dev.specter.rtp.RtpPacket;
import dev.specter.rtp.receive.ReceiveStatistics;

/** A remote stream at the network's end of the chain: its counters and key frame requests. */
final class RemoteStream {
    private static final long KEY_FRAME_INTERVAL_NANOS = 100_000_000;

    private StreamInfo info;
    private ReceiveStatistics statistics;
    private long packets;
    private long bytes;
    private long headerBytes;
    private long retransmittedPackets;
    private long retransmittedBytes;
    private long lastPacketNanos = -1;
    private long nacks;
    private long plis;
    private long firs;
    private boolean requested;
    private long requestedNanos;
    private int firSequenceNumber;

    RemoteStream(StreamInfo info) {
        this.info = info;
        this.statistics = new ReceiveStatistics(info.clockRateHz());
    }

    StreamInfo info() {
        return info;
    }

    void rebind(StreamInfo newInfo) {
        if (newInfo.clockRateHz() != info.clockRateHz()) {
            statistics = new ReceiveStatistics(newInfo.clockRateHz());
        }
        info = newInfo;
    }

    void countReceived(RtpPacket packet, long nowNanos) {
        packets++;
        bytes += packet.payloadSizeBytes();
        headerBytes += packet.sizeBytes() - packet.payloadSizeBytes();
        lastPacketNanos = nowNanos;
        if (info.isRtx(packet.ssrc())) {
            retransmittedPackets++;
            retransmittedBytes += packet.payloadSizeBytes();
        } else {
            statistics.handlePacket(packet.sequenceNumber(), packet.timestamp(), nowNanos);
        }
    }

    /** Whether a key frame may be asked for again; counts as asked then. */
    boolean tryRequest(long nowNanos) {
        if (requested && nowNanos - requestedNanos < KEY_FRAME_INTERVAL_NANOS) {
            return false;
        }
        requested = true;
        requestedNanos = nowNanos;
        return true;
    }

    /** RFC 5104, section 4.3.1.1: a new request has the next number. */
    int nextFirSequenceNumber() {
        firSequenceNumber = firSequenceNumber + 1 & 0xFF;
        return firSequenceNumber;
    }

    void countNack() {
        nacks++;
    }

    void countPli() {
        plis++;
    }

    void countFir() {
        firs++;
    }

    InboundRtpStats stats() {
        return new InboundRtpStats(
                packets,
                bytes,
                headerBytes,
                retransmittedPackets,
                retransmittedBytes,
                statistics.cumulativeLost(),
                statistics.jitterNanos(),
                lastPacketNanos,
                nacks,
                plis,
                firs);
    }
}
