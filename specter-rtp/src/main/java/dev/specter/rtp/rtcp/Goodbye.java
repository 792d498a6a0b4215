package dev.specter.rtp.rtcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;
import dev.specter.common.WireWriter;

import java.util.ArrayList;
import java.util.List;

/**
 * Goodbye, type 203 (RFC 3550, section 6.6). Immutable.
 *
 * @param ssrcs the sources that leave, u32 each, at most 31
 * @param reason for leaving, at most 255 bytes in UTF-8, often empty
 */
public record Goodbye(List<Long> ssrcs, String reason) implements RtcpPacket {
    /** Copies the list and checks the sizes. */
    public Goodbye {
        ssrcs = List.copyOf(ssrcs);
        if (ssrcs.size() > 31 || reason.getBytes(UTF_8).length > 255) {
            throw new IllegalArgumentException("BYE: too many sources or too long a reason");
        }
    }

    static Goodbye parseBody(WireReader in, int count) throws MalformedPacketException {
        var ssrcs = new ArrayList<Long>(count);
        for (int i = 0; i < count; i++) {
            ssrcs.add(in.u32());
        }
        if (!in.hasRemaining()) {
            return new Goodbye(ssrcs, "");
        }
        byte[] text = in.bytes(in.u8()).toArray();
        String reason = new String(text, UTF_8);
        // Bytes that are no UTF-8 grow when decoded; what is too long then says nothing anyway.
        return new Goodbye(ssrcs, reason.getBytes(UTF_8).length > 255 ? "" : reason);
    }

    @Override
    public int sizeBytes() {
        int text = reason.isEmpty() ? 0 : 1 + reason.getBytes(UTF_8).length;
        return RtcpHeader.SIZE_BYTES + ssrcs.size() * 4 + (text + 3 & ~3);
    }

    @Override
    public void writeTo(WireWriter out) {
        int end = out.position() + sizeBytes();
        RtcpHeader.write(out, ssrcs.size(), RtcpHeader.BYE, sizeBytes());
        ssrcs.forEach(out::u32);
        if (!reason.isEmpty()) {
            byte[] text = reason.getBytes(UTF_8);
            out.u8(text.length).bytes(text);
        }
        out.zeros(end - out.position());
    }
}
