package dev.specter.srtp;

import java.security.GeneralSecurityException;

/** Our RTP streams: no index is ever used for two different packets. Loop-confined. */
final class RtpSender {
    private record Stream(SendHistory history) implements Streams.Stream {
        @Override
        public long highestIndex() {
            return history.highest();
        }
    }

    private final Transform transform;
    private final Streams<Stream> streams;

    RtpSender(Transform transform, int maxStreams) {
        this.transform = transform;
        this.streams = new Streams<>(maxStreams);
    }

    /** Protects a packet; false when it must not be sent, and is no longer what it was. */
    boolean protect(PacketView packet) throws GeneralSecurityException {
        SendHistory history = history(packet.ssrc());
        if (history == null) {
            return false;
        }
        long index = PacketIndex.estimate(packet.sequenceNumber(), history.highest());
        return switch (history.check(index)) {
            case NEW -> index < PacketIndex.END && send(packet, history, index);
            case SEEN -> sendAgain(packet, history, index);
            case TOO_OLD -> false;
        };
    }

    private boolean send(PacketView packet, SendHistory history, long index)
            throws GeneralSecurityException {
        history.add(index, transform.sealRtp(packet, index));
        return true;
    }

    private boolean sendAgain(PacketView packet, SendHistory history, long index)
            throws GeneralSecurityException {
        if (history.matches(index, transform.sealRtpAgain(packet, index))) {
            return true;
        }
        packet.wipe(); // beside what has been sent, it would give both away
        return false;
    }

    private SendHistory history(int ssrc) {
        Stream stream = streams.get(ssrc);
        if (stream == null) {
            long highest = streams.forgottenIndex(ssrc);
            if (highest == PacketIndex.NONE && !streams.hasRoom()) {
                return null;
            }
            stream = new Stream(new SendHistory(highest));
            streams.put(ssrc, stream);
        }
        return stream.history;
    }
}
