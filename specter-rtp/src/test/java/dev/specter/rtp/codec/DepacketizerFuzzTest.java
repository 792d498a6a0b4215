package dev.specter.rtp.codec;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;

import dev.specter.rtp.RtpPacket;
import dev.specter.testkit.FuzzInput;

import java.nio.ByteBuffer;
import java.util.List;

/** Any payloads in any order to each depacketizer: no more comes out than went in. */
class DepacketizerFuzzTest {
    private static final List<String> MIME_TYPES = List.of("video/H264", "video/VP8", "audio/opus");

    @FuzzTest
    void payloads(byte[] data) {
        var input = new FuzzInput(data);
        String mimeType = MIME_TYPES.get(input.below(MIME_TYPES.size()));
        Depacketizer depacketizer = PayloadFormats.depacketizer(mimeType).orElseThrow();
        int sequenceNumber = 65_530;
        int frames = 0;
        int packets = 0;
        while (input.hasRemaining()) {
            int how = input.u8();
            sequenceNumber += (how & 1) == 0 ? 1 : (how >> 4) - 4;
            byte[] payload = input.block();
            packets++;
            depacketizer.handlePacket(
                    RtpPacket.builder()
                            .sequenceNumber(sequenceNumber & 0xFFFF)
                            .timestamp(3_000L * (how >> 3 & 3))
                            .marker((how & 2) != 0)
                            .payload(ByteBuffer.wrap(payload))
                            .build());
            for (EncodedFrame f = depacketizer.pollFrame();
                    f != null;
                    f = depacketizer.pollFrame()) {
                frames++;
                // An aggregation packet's sizes of two bytes become start codes of four.
                assertTrue(f.data().remaining() <= 4 * data.length, "larger than what came");
            }
        }
        assertTrue(frames <= packets && depacketizer.droppedFrames() >= 0);
    }
}
