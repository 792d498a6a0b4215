package dev.specter.rtp.interceptor;

import dev.specter.common.SerialNumbers;
import dev.specter.rtp.RtpPacket;

/** A local stream at the network's end of the chain: its counters. */
final class LocalStream {
    private StreamInfo info;
    private int highestSequenceNumber = -1;
    private long packets;
    private long bytes;
    private long headerBytes;
    private long retransmittedPackets;
    private long retransmittedBytes;
    private long nacks;
    private long plis;
    private long firs;

    LocalStream(StreamInfo info) {
        this.info = info;
    }

    StreamInfo info() {
        return info;
    }

    void rebind(StreamInfo newInfo) {
        info = newInfo;
    }

    void countSent(RtpPacket packet) {
        packets++;
        bytes += packet.payloadSizeBytes();
        headerBytes += packet.sizeBytes() - packet.payloadSizeBytes();
        if (isRetransmission(packet)) {
            retransmittedPackets++;
            retransmittedBytes += packet.payloadSizeBytes();
        }
    }

    private boolean isRetransmission(RtpPacket packet) {
        if (info.isRtx(packet.ssrc())) {
            return true;
        }
        int sequenceNumber = packet.sequenceNumber();
        if (highestSequenceNumber < 0
                || SerialNumbers.isAfter16(sequenceNumber, highestSequenceNumber)) {
            highestSequenceNumber = sequenceNumber;
            return false;
        }
        return true;
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

    OutboundRtpStats stats() {
        return new OutboundRtpStats(
                packets,
                bytes,
                headerBytes,
                retransmittedPackets,
                retransmittedBytes,
                nacks,
                plis,
                firs);
    }
}
