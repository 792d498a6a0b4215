package dev.specter.rtp.file;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Takes the packets of one logical stream out of its pages (RFC 3533, section 5). */
final class OggPackets {
    private final int maxPacketBytes;
    private final boolean cut;
    private byte[] open = new byte[0];
    private boolean isOpen;
    private long nextSequence = -1;

    private OggPackets(int maxPacketBytes, boolean cut) {
        this.maxPacketBytes = maxPacketBytes;
        this.cut = cut;
    }

    /** Packets beyond the bound are an error. */
    static OggPackets whole(int maxPacketBytes) {
        return new OggPackets(maxPacketBytes, false);
    }

    /** Of packets beyond the bound only the first bytes are kept. */
    static OggPackets cut(int maxPacketBytes) {
        return new OggPackets(maxPacketBytes, true);
    }

    /**
     * The packets that end on the next page. What a lost page or a wrong flag leaves of a packet is
     * dropped.
     */
    List<ByteBuffer> take(OggPage page) throws MediaFileException {
        boolean continues = page.is(OggPage.CONTINUED);
        if (!continues || page.sequence() != nextSequence) {
            isOpen = false;
        }
        nextSequence = page.sequence() + 1 & 0xFFFFFFFFL;
        boolean drop = continues && !isOpen;
        var packets = new ArrayList<ByteBuffer>();
        int from = 0;
        int to = 0;
        for (byte segment : page.lacing()) {
            int size = segment & 0xFF;
            to += size;
            if (size < 255) {
                if (!drop) {
                    keep(page.body(), from, to);
                    packets.add(ByteBuffer.wrap(open));
                }
                open = new byte[0];
                isOpen = false;
                drop = false;
                from = to;
            }
        }
        int count = page.lacing().length;
        boolean endsOpen = count > 0 && (page.lacing()[count - 1] & 0xFF) == 255;
        if (endsOpen && !drop) {
            keep(page.body(), from, to);
            isOpen = true;
        }
        return packets;
    }

    private void keep(byte[] body, int from, int to) throws MediaFileException {
        int held = isOpen ? open.length : 0;
        int room = maxPacketBytes - held;
        if (to - from > room && !cut) {
            throw new MediaFileException("Ogg: packet of more than " + maxPacketBytes + " bytes");
        }
        int count = Math.min(to - from, room);
        open = Arrays.copyOf(open, held + count);
        System.arraycopy(body, from, open, held, count);
    }
}
