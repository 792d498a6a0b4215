package dev.specter.rtp.interceptor;

import dev.specter.rtp.RtpPacket;
import dev.specter.rtp.ext.HeaderExtensionUri;

import java.util.Arrays;

/**
 * Numbers all outgoing packets of the transport, RTX included
 * (draft-holmer-rmcat-transport-wide-cc-extensions-01, section 2), where the extension is
 * negotiated.
 */
final class TransportSequencer extends Interceptor {
    /** Packets of a stream whose numbers are remembered: four times the default send buffer. */
    private static final int REMEMBERED = 4096;

    private final SsrcMap<Numbering> streams = new SsrcMap<>();
    private int next;

    /** The numbers that a stream's packets got. */
    private static final class Numbering {
        private final int extensionId;
        private final int[] sequenceNumbers = new int[REMEMBERED];
        private final int[] numbers = new int[REMEMBERED];

        Numbering(int extensionId) {
            this.extensionId = extensionId;
            Arrays.fill(sequenceNumbers, -1);
        }
    }

    TransportSequencer(InterceptorContext context) {
        super(context);
    }

    @Override
    public void bindLocalStream(StreamInfo stream, long nowNanos) {
        int id = stream.extensions().idOrZero(HeaderExtensionUri.TRANSPORT_CC);
        Numbering numbering = streams.get(stream.ssrc());
        if (id == 0) {
            streams.remove(stream.ssrc());
        } else if (numbering == null || numbering.extensionId != id) {
            streams.put(stream.ssrc(), new Numbering(id));
        }
    }

    @Override
    public void unbindLocalStream(StreamInfo stream, long nowNanos) {
        streams.remove(stream.ssrc());
    }

    @Override
    public void handleOutgoingRtp(StreamInfo stream, RtpPacket packet, long nowNanos) {
        Numbering numbering = streams.get(stream.ssrc());
        RtpPacket numbered = packet;
        if (numbering != null) {
            int number =
                    packet.ssrc() == stream.ssrc()
                            ? numberOf(numbering, packet.sequenceNumber())
                            : takeNumber();
            numbered =
                    packet.withExtensions(
                            packet.extensions().withU16(numbering.extensionId, number));
        }
        context().sendRtp(stream, numbered, nowNanos);
    }

    /**
     * The number of a packet. One that is sent again under its own SSRC keeps its number: with
     * another it would be a different packet under the same SRTP index, which reuses the keystream
     * (RFC 3711, section 9.1).
     */
    private int numberOf(Numbering numbering, int sequenceNumber) {
        int at = sequenceNumber % REMEMBERED;
        if (numbering.sequenceNumbers[at] != sequenceNumber) {
            numbering.sequenceNumbers[at] = sequenceNumber;
            numbering.numbers[at] = takeNumber();
        }
        return numbering.numbers[at];
    }

    private int takeNumber() {
        int number = next;
        next = (next + 1) & 0xFFFF;
        return number;
    }
}
