package dev.specter.rtp.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.specter.common.MalformedPacketException;
import dev.specter.rtp.Captured;
import dev.specter.rtp.RtpPacket;
import dev.specter.rtp.file.H264AnnexBReader;
import dev.specter.rtp.file.IvfReader;
import dev.specter.rtp.file.MediaFrame;
import dev.specter.rtp.file.MediaReader;
import dev.specter.rtp.rtcp.RtcpCompound;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Packets that ffmpeg made of our test files, and the files. */
class CapturedVectorTest {
    private static List<RtpPacket> packets(String name)
            throws IOException, MalformedPacketException {
        var packets = new ArrayList<RtpPacket>();
        for (ByteBuffer datagram : Captured.datagrams("vectors/" + name)) {
            assertFalse(RtcpCompound.isRtcp(datagram));
            packets.add(RtpPacket.parse(datagram));
            assertEquals(datagram, packets.get(packets.size() - 1).write(0));
        }
        return packets;
    }

    private static int compare(List<RtpPacket> packets, Depacketizer from, MediaReader file)
            throws IOException {
        int frames = 0;
        for (RtpPacket packet : packets) {
            from.handlePacket(packet);
            EncodedFrame got = from.pollFrame();
            if (got != null) {
                MediaFrame expected = file.next().orElseThrow();
                assertEquals(expected.data(), got.data(), "frame " + frames);
                assertEquals(expected.isKeyFrame(), got.isKeyFrame(), "frame " + frames);
                frames++;
            }
        }
        assertEquals(0, from.droppedFrames());
        return frames;
    }

    @Test // RFC 6184
    void h264OfAnotherStackIsReadBitExactly() throws IOException, MalformedPacketException {
        var file = new H264AnnexBReader(Captured.open("media/aud.h264"));
        int frames = compare(packets("h264.rtp"), new H264Depacketizer(), file);
        assertEquals(40, frames);
    }

    @Test // RFC 7741
    void vp8OfAnotherStackIsReadBitExactly() throws IOException, MalformedPacketException {
        var file = new IvfReader(Captured.open("media/ntsc.ivf"));
        assertEquals(8, compare(packets("vp8.rtp"), new Vp8Depacketizer(), file));
    }

    @Test // RFC 7587
    void opusOfAnotherStackIsReadPacketByPacket() throws IOException, MalformedPacketException {
        var opus = new OpusDepacketizer();
        int frames = 0;
        for (RtpPacket packet : packets("opus.rtp")) {
            opus.handlePacket(packet);
            assertEquals(packet.payload(), opus.pollFrame().data());
            frames++;
        }
        assertEquals(20, frames);
    }

    @Test // the same units in the same kinds of packets, but for sizes of fragments
    void h264IsCutAsAnotherStackCutsIt() throws IOException, MalformedPacketException {
        var packetizer = new H264Packetizer(600 - RtpPacket.FIXED_HEADER_BYTES);
        var ours = new ArrayList<Integer>();
        try (var file = new H264AnnexBReader(Captured.open("media/aud.h264"))) {
            for (int i = 0; i < 40; i++) {
                packetizer
                        .packetize(file.next().orElseThrow().data())
                        .forEach(payload -> ours.add(payload.get(0) & 0x1F));
            }
        }
        long fragments = ours.stream().filter(type -> type == H264NalUnits.FU_A).count();
        long theirFragments =
                packets("h264.rtp").stream()
                        .filter(p -> (p.payloadAt(0) & 0x1F) == H264NalUnits.FU_A)
                        .count();
        assertEquals(theirFragments, fragments);
        assertEquals(2, ours.stream().filter(type -> type == H264NalUnits.STAP_A).count());
    }
}
