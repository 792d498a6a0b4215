package dev.specter.sctp.packet;

import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;
import dev.specter.common.WireWriter;

import java.util.List;

/**
 * The value of INIT and INIT ACK (RFC 9260, sections 3.3.2 and 3.3.3). Ranges are checked by
 * set-up, which has to answer wrong ones. Immutable.
 *
 * <pre>
 * |                         Initiate Tag                          |
 * |           Advertised Receiver Window Credit (a_rwnd)          |
 * |  Number of Outbound Streams   |   Number of Inbound Streams   |
 * |                          Initial TSN                          |
 * /              Optional/Variable-Length Parameters              /
 * </pre>
 *
 * @param initiateTag u32, 0 is wrong
 * @param advertisedWindowBytes u32
 * @param outboundStreams u16, 0 is wrong
 * @param inboundStreams u16, 0 is wrong
 * @param initialTsn u32
 * @param parameters in wire order
 */
public record InitFields(
        long initiateTag,
        long advertisedWindowBytes,
        int outboundStreams,
        int inboundStreams,
        long initialTsn,
        List<Parameter> parameters) {
    private static final int FIXED_BYTES = 16;

    /** Copies the list. */
    public InitFields {
        parameters = List.copyOf(parameters);
    }

    static InitFields parse(WireReader in) throws MalformedPacketException {
        return new InitFields(
                in.u32(), in.u32(), in.u16(), in.u16(), in.u32(), Parameter.parseAll(in));
    }

    int size() {
        return FIXED_BYTES + Parameter.sizeOfAll(parameters);
    }

    void writeTo(WireWriter out) {
        out.u32(initiateTag)
                .u32(advertisedWindowBytes)
                .u16(outboundStreams)
                .u16(inboundStreams)
                .u32(initialTsn);
        Parameter.writeAll(parameters, out);
    }
}
