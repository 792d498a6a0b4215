package dev.specter.srtp;

import java.security.GeneralSecurityException;

/** The peer's RTCP, by sender SSRC; as {@link RtpReceiver}, without rollover. Loop-confined. */
final class RtcpReceiver {
    private static final int WINDOW_PACKETS = 128;
    private static final int INDEX_BYTES = 4;

    private record Stream(ReplayWindow window) implements Streams.Stream {
        @Override
        public long highestIndex() {
            return window.highest();
        }
    }

    private final Transform transform;
    private final Streams<Stream> streams;
    private final int overheadBytes;

    RtcpReceiver(Transform transform, SrtpProfile profile, int maxStreams) {
        this.transform = transform;
        this.streams = new Streams<>(maxStreams);
        this.overheadBytes = profile.rtcpTagBytes() + INDEX_BYTES;
    }

    Verdict unprotect(PacketView packet) throws GeneralSecurityException {
        if (packet.length() < packet.headerBytes() + overheadBytes) {
            return Verdict.MALFORMED;
        }
        int word = transform.rtcpWord(packet);
        if ((word & Transform.ENCRYPTED_FLAG) == 0) {
            // RFC 3711, section 3.4: clear when the packet is not encrypted. Nobody has agreed on
            // UNENCRYPTED_SRTCP (RFC 4568, section 6.3.2), so such a packet is an error.
            return Verdict.MALFORMED;
        }
        int index = word & ~Transform.ENCRYPTED_FLAG;
        int ssrc = packet.ssrc();
        Stream stream = streams.get(ssrc);
        if (stream != null) {
            return open(packet, stream.window, index);
        }
        long highest = streams.forgottenIndex(ssrc);
        if (highest == PacketIndex.NONE && !streams.hasRoom()) {
            return Verdict.TOO_MANY_STREAMS;
        }
        stream = new Stream(new ReplayWindow(WINDOW_PACKETS, highest));
        Verdict verdict = open(packet, stream.window, index);
        if (verdict == Verdict.AUTHENTIC) {
            streams.put(ssrc, stream);
        }
        return verdict;
    }

    private Verdict open(PacketView packet, ReplayWindow window, int index)
            throws GeneralSecurityException {
        return switch (window.check(index)) {
            case SEEN -> Verdict.REPLAYED;
            case TOO_OLD -> Verdict.TOO_OLD;
            case NEW -> {
                if (!transform.openRtcp(packet)) {
                    yield Verdict.FORGED;
                }
                window.use(index);
                yield Verdict.AUTHENTIC;
            }
        };
    }
}
