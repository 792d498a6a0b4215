package dev.specter.rtp.codec;

import dev.specter.common.MalformedPacketException;
import dev.specter.rtp.RtpPacket;

import java.nio.ByteBuffer;

/**
 * H.264 (RFC 6184): single NAL units (section 5.6), STAP-A (section 5.7.1) and FU-A (section 5.8),
 * which are all that packetization-modes 0 and 1 allow. The frames are Annex B byte streams with
 * four-byte start codes.
 */
public final class H264Depacketizer extends FrameAssembler {
    private static final int START_CODE = 1;

    private boolean inFragments;

    /** Makes one with {@link #DEFAULT_MAX_FRAME_BYTES}. */
    public H264Depacketizer() {
        this(DEFAULT_MAX_FRAME_BYTES);
    }

    /**
     * Makes one.
     *
     * @param maxFrameBytes larger frames are dropped
     */
    public H264Depacketizer(int maxFrameBytes) {
        super(maxFrameBytes);
    }

    @Override
    boolean beginsFrame(RtpPacket packet) {
        int first = H264NalUnits.type(packet.payloadAt(0));
        int size = packet.payloadSizeBytes();
        return switch (first) {
            case H264NalUnits.STAP_A ->
                    size > 4 && beginsFrame(packet.payloadAt(3), packet.payloadAt(4));
            case H264NalUnits.FU_A ->
                    size > 2
                            && (packet.payloadAt(1) & 0x80) != 0
                            && beginsFrame(packet.payloadAt(1), packet.payloadAt(2));
            default -> size > 1 && beginsFrame(first, packet.payloadAt(1));
        };
    }

    private static boolean beginsFrame(int nalHeader, int secondByte) {
        int type = H264NalUnits.type(nalHeader);
        return type == H264NalUnits.AUD
                || type == H264NalUnits.SPS
                || H264NalUnits.beginsPicture(type, secondByte);
    }

    @Override
    void reset() {
        inFragments = false;
    }

    @Override
    void unpack(RtpPacket packet) throws MalformedPacketException {
        ByteBuffer payload = packet.payload();
        int type = H264NalUnits.type(payload.get(0));
        if (inFragments && type != H264NalUnits.FU_A) {
            throw new MalformedPacketException("H.264: fragments without an end");
        }
        switch (type) {
            case H264NalUnits.STAP_A -> unpackAggregate(payload);
            case H264NalUnits.FU_A -> unpackFragment(payload);
            default -> {
                if (type == 0 || type > H264NalUnits.STAP_A - 1) {
                    throw new MalformedPacketException("H.264: payload type " + type);
                }
                appendNal(payload);
            }
        }
    }

    private void unpackAggregate(ByteBuffer payload) throws MalformedPacketException {
        payload.get();
        while (payload.hasRemaining()) {
            if (payload.remaining() < 2) {
                throw new MalformedPacketException("H.264: STAP-A truncated");
            }
            int size = payload.getShort() & 0xFFFF;
            if (size == 0 || size > payload.remaining()) {
                throw new MalformedPacketException("H.264: STAP-A unit past the end");
            }
            appendNal(payload.slice(payload.position(), size));
            payload.position(payload.position() + size);
        }
    }

    private void unpackFragment(ByteBuffer payload) throws MalformedPacketException {
        if (payload.remaining() < 3) {
            throw new MalformedPacketException("H.264: FU-A truncated");
        }
        int indicator = payload.get();
        int header = payload.get();
        boolean start = (header & 0x80) != 0;
        // RFC 6184, section 5.8: fragments of a unit come in a row, S in the first, E in the last.
        if (start == inFragments) {
            throw new MalformedPacketException("H.264: FU-A out of place");
        }
        if (start) {
            putU32(START_CODE);
            putU8(indicator & 0xE0 | header & 0x1F);
            noteType(header);
        }
        append(payload);
        inFragments = (header & 0x40) == 0;
    }

    private void appendNal(ByteBuffer nal) throws MalformedPacketException {
        noteType(nal.get(nal.position()));
        putU32(START_CODE);
        append(nal);
    }

    private void noteType(int nalHeader) {
        if (H264NalUnits.type(nalHeader) == H264NalUnits.IDR_SLICE) {
            markKeyFrame();
        }
    }

    @Override
    void checkEnd() throws MalformedPacketException {
        if (inFragments) {
            throw new MalformedPacketException("H.264: fragments without an end");
        }
    }
}
