package dev.specter.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.rtp.codec.OpusDepacketizer;
import dev.specter.rtp.codec.Vp8Depacketizer;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.time.Duration;

class RtpReceiveStreamTest {
    private static final long MILLI = 1_000_000L;

    private final RtpReceiveStream video =
            new RtpReceiveStream(new Vp8Depacketizer(), true, Duration.ofMillis(100));

    /** A frame of one packet: the descriptor, then a byte whose lowest bit is 0 in key frames. */
    private static RtpPacket frame(int sequenceNumber, boolean isKey) {
        byte[] payload = {0x10, (byte) (isKey ? 0 : 1), (byte) sequenceNumber};
        return RtpPacket.builder()
                .sequenceNumber(sequenceNumber)
                .timestamp(sequenceNumber * 3000L)
                .marker(true)
                .payload(ByteBuffer.wrap(payload))
                .build();
    }

    @Test
    void beginsWithAKeyFrameAndAsksForIt() {
        video.handlePacket(frame(1, false), 0);
        assertTrue(video.pollKeyFrameRequest());
        assertFalse(video.pollKeyFrameRequest());
        video.handlePacket(frame(2, false), 400 * MILLI);
        assertFalse(video.pollKeyFrameRequest());
        video.handlePacket(frame(3, false), 500 * MILLI); // still none: asks again
        assertTrue(video.pollKeyFrameRequest());
        assertNull(video.pollFrame());
        video.handlePacket(frame(4, true), 600 * MILLI);
        video.handlePacket(frame(5, false), 600 * MILLI);
        assertTrue(video.pollFrame().isKeyFrame());
        assertEquals(15_000, video.pollFrame().rtpTimestamp());
        assertEquals(2, video.framesReceived());
        assertEquals(3, video.framesDropped());
    }

    @Test
    void aLossThatIsNotRepairedInTimeNeedsAKeyFrame() {
        video.handlePacket(frame(1, true), 0);
        video.handlePacket(frame(3, false), 0);
        assertEquals(3000, video.pollFrame().rtpTimestamp());
        assertNull(video.pollFrame());
        assertEquals(100 * MILLI, video.nextTimeoutNanos());
        video.handleTimeout(99 * MILLI);
        assertFalse(video.pollKeyFrameRequest());
        video.handleTimeout(100 * MILLI);
        assertNull(video.pollFrame()); // number 3 refers to what is lost
        assertTrue(video.pollKeyFrameRequest());
        video.handlePacket(frame(4, true), 150 * MILLI);
        assertEquals(12_000, video.pollFrame().rtpTimestamp());
        assertEquals(RtpReceiveStream.NEVER, video.nextTimeoutNanos());
    }

    @Test
    void howLongItWaitsMayChange() {
        video.maxWait(Duration.ofMillis(400));
        video.handlePacket(frame(1, true), 0);
        video.handlePacket(frame(3, true), 0);
        assertEquals(400 * MILLI, video.nextTimeoutNanos());
        video.maxWait(Duration.ofMillis(20));
        assertEquals(20 * MILLI, video.nextTimeoutNanos());
        video.handleTimeout(20 * MILLI);
        assertEquals(3_000, video.pollFrame().rtpTimestamp());
        assertEquals(9_000, video.pollFrame().rtpTimestamp());
        video.maxWait(Duration.ZERO);
        video.handlePacket(frame(5, true), 30 * MILLI);
        assertEquals(15_000, video.pollFrame().rtpTimestamp());
    }

    @Test
    void aLossThatIsRepairedInTimeGoesUnnoticed() {
        video.handlePacket(frame(1, true), 0);
        video.handlePacket(frame(3, false), 0);
        video.handlePacket(frame(2, false), 50 * MILLI);
        for (int i = 1; i <= 3; i++) {
            assertEquals(i * 3000L, video.pollFrame().rtpTimestamp());
        }
        assertFalse(video.pollKeyFrameRequest());
        assertEquals(0, video.framesDropped());
    }

    @Test
    void audioGoesOnWithoutKeyFrames() {
        var audio = new RtpReceiveStream(new OpusDepacketizer(), false, Duration.ofMillis(100));
        audio.handlePacket(frame(1, false), 0);
        audio.handlePacket(frame(3, false), 0);
        audio.handleTimeout(100 * MILLI);
        assertEquals(3000, audio.pollFrame().rtpTimestamp());
        assertEquals(9000, audio.pollFrame().rtpTimestamp());
        assertFalse(audio.pollKeyFrameRequest());
        assertEquals(1, audio.framesDropped());
    }
}
