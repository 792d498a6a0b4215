package dev.specter.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;
import dev.specter.rtp.codec.Depacketizer;
import dev.specter.rtp.codec.PayloadFormats;
import dev.specter.rtp.ext.HeaderExtensionMap;
import dev.specter.rtp.ext.HeaderExtensionUri;
import dev.specter.rtp.ext.Mid;
import dev.specter.rtp.rtcp.ApplicationDefined;
import dev.specter.rtp.rtcp.ExtendedReport;
import dev.specter.rtp.rtcp.FullIntraRequest;
import dev.specter.rtp.rtcp.GenericNack;
import dev.specter.rtp.rtcp.Goodbye;
import dev.specter.rtp.rtcp.PictureLossIndication;
import dev.specter.rtp.rtcp.ReceiverEstimatedMaxBitrate;
import dev.specter.rtp.rtcp.ReceiverReport;
import dev.specter.rtp.rtcp.ReportBlock;
import dev.specter.rtp.rtcp.RtcpCompound;
import dev.specter.rtp.rtcp.SenderReport;
import dev.specter.rtp.rtcp.SliceLossIndication;
import dev.specter.rtp.rtcp.SourceDescription;
import dev.specter.rtp.rtcp.TransportFeedback;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Seeded mutations: nothing but the checked exception comes out of a parse. */
class RtpFuzzTest {
    private static final long SEED = 0x5EC7E2;
    private static final int ROUNDS = 40_000;

    private static byte[] mutate(byte[] good, SplittableRandom random) {
        byte[] bad = good.clone();
        int changes = random.nextInt(1, 5);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(bad.length);
            bad[at] =
                    switch (random.nextInt(4)) {
                        case 0 -> (byte) random.nextInt(256);
                        case 1 -> (byte) (bad[at] ^ 1 << random.nextInt(8));
                        case 2 -> (byte) 0xFF;
                        default -> 0;
                    };
        }
        int size = random.nextInt(4) == 0 ? random.nextInt(bad.length + 1) : bad.length;
        return java.util.Arrays.copyOf(bad, size);
    }

    @Test
    void rtpSurvivesMutation() throws IOException {
        var random = new SplittableRandom(SEED);
        HeaderExtensionMap map = HeaderExtensionMap.of(Map.of(1, HeaderExtensionUri.MID));
        byte[] good =
                RtpPacket.builder()
                        .csrcs(List.of(1L, 2L))
                        .extension(1, Bytes.ofHex("61"))
                        .extension(2, Bytes.ofHex("616263"))
                        .extension(20, Bytes.ofHex("6162"))
                        .payload(ByteBuffer.wrap(new byte[20]))
                        .paddingBytes(5)
                        .build()
                        .write(0)
                        .array();
        int parsed = 0;
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bad = mutate(good, random);
            try {
                RtpPacket packet = RtpPacket.parse(ByteBuffer.wrap(bad));
                // What was understood is written back as something that means the same.
                RtpPacket again = RtpPacket.parse(packet.write(3));
                assertEquals(packet.payload(), again.payload());
                assertEquals(packet.extensions().ids(), again.extensions().ids());
                map.read(packet, Mid.TYPE);
                packet.extensions().with(7, Bytes.ofHex("00")).without(2);
                parsed++;
            } catch (MalformedPacketException expected) {
                // most of them
            }
        }
        System.out.println("seed " + SEED + ": " + parsed + " of " + ROUNDS + " parsed as RTP");
        assertTrue(parsed > ROUNDS / 10 && parsed < ROUNDS);
    }

    @Test
    void rtcpSurvivesMutation() {
        var random = new SplittableRandom(SEED);
        ReportBlock block = new ReportBlock(1, 2, -3, 4, 5, 6, 7);
        int[] deltas = {0, 300, TransportFeedback.NOT_RECEIVED, -5, 1, 1, 1, 1, 1, 1, 1, 1, 1};
        RtcpCompound all =
                RtcpCompound.of(
                        SenderReport.of(1, 2, 3, 4, 5, List.of(block, block)),
                        ReceiverReport.of(1, List.of(block)),
                        SourceDescription.cname(1, "name"),
                        new Goodbye(List.of(1L), "reason"),
                        new ApplicationDefined(1, 2, Bytes.ofHex("61626364"), Bytes.EMPTY),
                        GenericNack.of(1, 2, List.of(1, 2, 30)),
                        new TransportFeedback(1, 2, 3, 4, 5, deltas),
                        new PictureLossIndication(1, 2),
                        new SliceLossIndication(
                                1, 2, List.of(new SliceLossIndication.Entry(1, 2, 3))),
                        new FullIntraRequest(1, 0, List.of(new FullIntraRequest.Entry(2, 3))),
                        new ReceiverEstimatedMaxBitrate(1, 0, 1_000_000, List.of(2L)),
                        new ExtendedReport(
                                1,
                                List.of(
                                        new ExtendedReport.ReceiverReferenceTime(5),
                                        new ExtendedReport.DelaySinceLastReceiverReport(
                                                List.of(new ExtendedReport.DelayEntry(1, 2, 3))))));
        int parsed = 0;
        var goods = new ArrayList<byte[]>();
        all.packets().forEach(p -> goods.add(RtcpCompound.of(p).write(0).array()));
        goods.add(all.write(0).array());
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bad = mutate(goods.get(i % goods.size()), random);
            try {
                RtcpCompound compound = RtcpCompound.parse(ByteBuffer.wrap(bad));
                assertEquals(compound.sizeBytes(), compound.write(0).remaining());
                RtcpCompound.parse(compound.write(0));
                parsed++;
            } catch (MalformedPacketException expected) {
                // most of them
            }
        }
        System.out.println("seed " + SEED + ": " + parsed + " of " + ROUNDS + " parsed as RTCP");
        assertTrue(parsed > ROUNDS / 10 && parsed < ROUNDS);
    }

    @Test
    void depacketizersSurviveMutationLossAndReordering()
            throws IOException, MalformedPacketException {
        for (String codec : List.of("h264", "vp8", "opus")) {
            var random = new SplittableRandom(SEED);
            String mime = (codec.equals("opus") ? "audio/" : "video/") + codec;
            Depacketizer depacketizer = PayloadFormats.depacketizer(mime).orElseThrow();
            List<ByteBuffer> datagrams = Captured.datagrams("vectors/" + codec + ".rtp");
            int sequenceNumber = 0;
            int frames = 0;
            for (int i = 0; i < ROUNDS / 4; i++) {
                RtpPacket good = RtpPacket.parse(datagrams.get(i % datagrams.size()));
                byte[] payload = new byte[good.payloadSizeBytes()];
                good.payload().get(payload);
                if (random.nextInt(3) == 0) {
                    payload = mutate(payload, random);
                }
                sequenceNumber += random.nextInt(20) == 0 ? random.nextInt(-3, 4) : 1;
                depacketizer.handlePacket(
                        good.toBuilder()
                                .sequenceNumber(sequenceNumber)
                                .payload(ByteBuffer.wrap(payload))
                                .build());
                while (depacketizer.pollFrame() != null) {
                    frames++;
                }
            }
            System.out.println(
                    codec + ": " + frames + " frames, dropped " + depacketizer.droppedFrames());
            assertTrue(frames > 100 && depacketizer.droppedFrames() > 100);
        }
    }
}
