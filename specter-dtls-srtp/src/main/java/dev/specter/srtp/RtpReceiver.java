package dev.specter.srtp;

import java.security.GeneralSecurityException;

/**
 * The peer's RTP streams. Session keys do not depend on the SSRC (RFC 3711, section 4.3), so a
 * stream is made when a packet of it has turned out authentic, and a flood of forged SSRCs makes
 * nothing and forgets nothing. Loop-confined.
 */
final class RtpReceiver {
    // As much as a retransmission on the stream's own SSRC may come late. RFC 3711: at least 64.
    private static final int WINDOW_PACKETS = 1024;

    private static final class Stream implements Streams.Stream {
        private final ReplayWindow window;
        private boolean failing; // since the last authentic packet

        Stream(long highest) {
            window = new ReplayWindow(WINDOW_PACKETS, highest);
        }

        @Override
        public long highestIndex() {
            return window.highest();
        }
    }

    private final Transform transform;
    private final Streams<Stream> streams;
    private final int overheadBytes;

    RtpReceiver(Transform transform, SrtpProfile profile, int maxStreams) {
        this.transform = transform;
        this.streams = new Streams<>(maxStreams);
        this.overheadBytes = profile.rtpTagBytes();
    }

    Verdict unprotect(PacketView packet) throws GeneralSecurityException {
        if (packet.length() < packet.headerBytes() + overheadBytes) {
            return Verdict.MALFORMED;
        }
        Stream stream = streams.get(packet.ssrc());
        return stream == null ? unprotectOfNewStream(packet) : unprotect(packet, stream);
    }

    private Verdict unprotectOfNewStream(PacketView packet) throws GeneralSecurityException {
        int ssrc = packet.ssrc();
        long highest = streams.forgottenIndex(ssrc);
        if (highest == PacketIndex.NONE && !streams.hasRoom()) {
            return Verdict.TOO_MANY_STREAMS;
        }
        var stream = new Stream(highest);
        stream.failing = true; // what comes first here may have been sent after a rollover
        Verdict verdict = unprotect(packet, stream);
        if (verdict == Verdict.AUTHENTIC) {
            streams.put(ssrc, stream);
        }
        return verdict;
    }

    private Verdict unprotect(PacketView packet, Stream stream) throws GeneralSecurityException {
        long estimate = PacketIndex.estimate(packet.sequenceNumber(), stream.window.highest());
        if (!stream.failing) {
            return open(packet, stream, estimate);
        }
        // The estimate is right as long as no more than 32,768 packets have been lost in a row.
        // After more, the index is one rollover further. A cipher may spoil what it cannot open.
        packet.save();
        Verdict verdict = open(packet, stream, estimate);
        if (verdict == Verdict.FORGED || verdict == Verdict.TOO_OLD) {
            packet.restore();
            if (open(packet, stream, estimate + PacketIndex.ROLLOVER) == Verdict.AUTHENTIC) {
                return Verdict.AUTHENTIC;
            }
        }
        return verdict;
    }

    private Verdict open(PacketView packet, Stream stream, long index)
            throws GeneralSecurityException {
        Verdict verdict =
                switch (stream.window.check(index)) {
                    case SEEN -> Verdict.REPLAYED;
                    case TOO_OLD -> Verdict.TOO_OLD;
                    case NEW ->
                            transform.openRtp(packet, index) ? Verdict.AUTHENTIC : Verdict.FORGED;
                };
        if (verdict == Verdict.AUTHENTIC) {
            stream.window.use(index);
            stream.failing = false;
        } else if (verdict != Verdict.REPLAYED) {
            stream.failing = true;
        }
        return verdict;
    }
}
