package dev.specter.rtp.codec;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * H.264 in packetization-mode 1 (RFC 6184, section 6.3). A NAL unit that fits is a payload of its
 * own (section 5.6); parameter sets and SEI that follow each other share one (STAP-A, section
 * 5.7.1); what is larger is cut into fragments of about equal size (FU-A, section 5.8). Access unit
 * delimiters and filler data, which no receiver needs, are left out.
 */
public final class H264Packetizer implements Packetizer {
    private static final int STAP_LENGTH_BYTES = 2;
    private static final int FU_HEADER_BYTES = 2;
    private static final int START = 0x80;
    private static final int END = 0x40;

    private final int maxPayloadBytes;

    /** Parameter sets and SEI not sent yet: pairs of offset and size in the frame's array. */
    private final List<int[]> held = new ArrayList<>();

    private int heldBytes;

    /** Makes one with {@link #DEFAULT_MAX_PAYLOAD_BYTES}. */
    public H264Packetizer() {
        this(DEFAULT_MAX_PAYLOAD_BYTES);
    }

    /**
     * Makes one.
     *
     * @param maxPayloadBytes largest payload, {@link #MIN_MAX_PAYLOAD_BYTES} or more
     */
    public H264Packetizer(int maxPayloadBytes) {
        if (maxPayloadBytes < MIN_MAX_PAYLOAD_BYTES) {
            throw new IllegalArgumentException("payload of " + maxPayloadBytes + " bytes");
        }
        this.maxPayloadBytes = maxPayloadBytes;
    }

    /**
     * Cuts an access unit.
     *
     * @param frame an Annex B byte stream with start codes of three or four bytes, or a single NAL
     *     unit without
     */
    @Override
    public List<ByteBuffer> packetize(ByteBuffer frame) {
        ByteBuffer in = frame;
        if (!in.hasArray()) {
            in = ByteBuffer.allocate(frame.remaining()).put(frame.duplicate()).flip();
        }
        byte[] a = in.array();
        int end = in.arrayOffset() + in.limit();
        int from = in.arrayOffset() + in.position();
        var payloads = new ArrayList<ByteBuffer>((end - from) / maxPayloadBytes + 2);
        int code = H264NalUnits.findStartCode(a, from, end);
        int nal = code < 0 ? from : code + 3;
        while (nal < end) {
            code = H264NalUnits.findStartCode(a, nal, end);
            int nalEnd = H264NalUnits.trimTrailingZeros(a, nal, code < 0 ? end : code);
            if (nalEnd > nal) {
                packetizeNal(a, nal, nalEnd - nal, payloads);
            }
            nal = code < 0 ? end : code + 3;
        }
        flushHeld(a, payloads);
        return payloads;
    }

    private void packetizeNal(byte[] a, int at, int size, List<ByteBuffer> payloads) {
        switch (H264NalUnits.type(a[at])) {
            case H264NalUnits.AUD, H264NalUnits.FILLER -> {}
            case H264NalUnits.SPS, H264NalUnits.PPS, H264NalUnits.SEI ->
                    hold(a, at, size, payloads);
            default -> {
                flushHeld(a, payloads);
                emit(a, at, size, payloads);
            }
        }
    }

    private void hold(byte[] a, int at, int size, List<ByteBuffer> payloads) {
        int bytes = STAP_LENGTH_BYTES + size;
        if (1 + heldBytes + bytes > maxPayloadBytes) {
            flushHeld(a, payloads);
        }
        held.add(new int[] {at, size});
        heldBytes += bytes;
    }

    private void flushHeld(byte[] a, List<ByteBuffer> payloads) {
        if (held.size() == 1) {
            emit(a, held.get(0)[0], held.get(0)[1], payloads);
        } else if (held.size() > 1) {
            payloads.add(aggregate(a));
        }
        held.clear();
        heldBytes = 0;
    }

    private ByteBuffer aggregate(byte[] a) {
        ByteBuffer payload = ByteBuffer.allocate(1 + heldBytes);
        int forbidden = 0;
        int importance = 0;
        for (int[] nal : held) {
            forbidden |= a[nal[0]] & 0x80;
            importance = Math.max(importance, a[nal[0]] & 0x60);
        }
        // RFC 6184, section 5.7: F is the OR, NRI the maximum of the units aggregated.
        payload.put((byte) (forbidden | importance | H264NalUnits.STAP_A));
        for (int[] nal : held) {
            payload.putShort((short) nal[1]).put(a, nal[0], nal[1]);
        }
        return payload.flip();
    }

    private void emit(byte[] a, int at, int size, List<ByteBuffer> payloads) {
        if (size <= maxPayloadBytes) {
            payloads.add(ByteBuffer.allocate(size).put(a, at, size).flip());
            return;
        }
        // RFC 6184, section 5.8: the unit's own header octet is not in the fragments.
        int rest = size - 1;
        int fragments = -Math.floorDiv(-rest, maxPayloadBytes - FU_HEADER_BYTES);
        int indicator = a[at] & 0xE0 | H264NalUnits.FU_A;
        int type = H264NalUnits.type(a[at]);
        int from = at + 1;
        for (int i = 0; i < fragments; i++) {
            int bytes = rest / (fragments - i);
            int flags = (i == 0 ? START : 0) | (i == fragments - 1 ? END : 0);
            ByteBuffer payload = ByteBuffer.allocate(FU_HEADER_BYTES + bytes);
            payload.put((byte) indicator).put((byte) (flags | type)).put(a, from, bytes);
            payloads.add(payload.flip());
            from += bytes;
            rest -= bytes;
        }
    }
}
