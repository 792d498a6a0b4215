package dev.specter.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.common.MalformedPacketException;
import dev.specter.rtp.codec.OpusPacketizer;
import dev.specter.rtp.codec.TelephoneEvent;
import dev.specter.rtp.interceptor.ChainFixture;
import dev.specter.rtp.interceptor.InterceptorRegistry;
import dev.specter.rtp.interceptor.StreamInfo;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Telephone events in an audio stream (RFC 4733). */
class ToneSenderTest {
    private static final long MILLIS = 1_000_000L;
    private static final int TONE = 110;

    private final ChainFixture fixture = new ChainFixture(new InterceptorRegistry(), 1, true);
    private final RtpSendStream stream =
            new RtpSendStream(
                    StreamInfo.builder(100, 111, "audio/opus", 48_000).build(),
                    new OpusPacketizer(),
                    fixture.chain,
                    new SplittableRandom(7),
                    0);
    private final ToneSender tones = new ToneSender(stream);

    private void runUntil(long endNanos) {
        while (tones.nextTimeoutNanos() <= endNanos) {
            tones.handleTimeout(tones.nextTimeoutNanos());
        }
    }

    private static TelephoneEvent event(RtpPacket packet) {
        try {
            return TelephoneEvent.parse(packet.payload());
        } catch (MalformedPacketException e) {
            throw new AssertionError(e);
        }
    }

    private List<TelephoneEvent> events() {
        return fixture.sentRtp.stream().map(ToneSenderTest::event).toList();
    }

    @Test // RFC 4733, section 2.5.1.2 and 2.5.1.4
    void aToneIsToldEvery20MillisAndItsEndThreeTimes() {
        tones.start(5, TONE, Duration.ofMillis(100), 0);
        assertTrue(tones.isPlaying(99 * MILLIS) && !tones.isPlaying(100 * MILLIS));
        runUntil(1000 * MILLIS);
        assertEquals(Long.MAX_VALUE, tones.nextTimeoutNanos());
        assertEquals(
                List.of(960, 1920, 2880, 3840, 4800, 4800, 4800),
                events().stream().map(TelephoneEvent::duration).toList());
        assertEquals(
                List.of(false, false, false, false, true, true, true),
                events().stream().map(TelephoneEvent::isEnd).toList());
        RtpPacket first = fixture.sentRtp.get(0);
        for (int i = 0; i < 7; i++) {
            RtpPacket packet = fixture.sentRtp.get(i);
            assertEquals(TONE, packet.payloadType());
            assertEquals(100, packet.ssrc());
            assertEquals(first.timestamp(), packet.timestamp());
            assertEquals(first.sequenceNumber() + i, packet.sequenceNumber());
            assertEquals(i == 0, packet.marker());
            assertEquals(5, events().get(i).event());
        }
    }

    @Test // RFC 4733, section 2.5.1.3: 6 s are more ticks than a packet can tell
    void aLongToneIsToldInSegments() {
        tones.start(0, TONE, Duration.ofSeconds(6), 0);
        runUntil(7000 * MILLIS);
        long first = fixture.sentRtp.get(0).timestamp();
        long told = 0;
        long before = first;
        var ends = new ArrayList<Long>();
        for (RtpPacket packet : fixture.sentRtp) {
            TelephoneEvent event = event(packet);
            long start = packet.timestamp() - first & 0xFFFFFFFFL;
            assertTrue(packet.timestamp() == before || start % 0xFFFF == 0);
            assertTrue(start + event.duration() >= told, "it only grows");
            told = start + event.duration();
            before = packet.timestamp();
            if (event.isEnd()) {
                ends.add(told);
            }
        }
        assertEquals(List.of(288_000L, 288_000L, 288_000L), ends);
        assertEquals(1, fixture.sentRtp.stream().filter(RtpPacket::marker).count());
    }

    @Test
    void anotherToneTakesTheRestOfTheEndsPlace() {
        tones.start(1, TONE, Duration.ofMillis(40), 0);
        runUntil(30 * MILLIS);
        tones.start(2, TONE, Duration.ofMillis(40), 60 * MILLIS);
        runUntil(1000 * MILLIS);
        assertEquals(
                List.of(1, 1, 2, 2, 2, 2), events().stream().map(TelephoneEvent::event).toList());
    }

    @Test // the audio beside goes on in time, under numbers of its own
    void framesGoOnWhereTheyWouldBe() {
        stream.sendFrame(ByteBuffer.wrap(new byte[10]), Duration.ofMillis(20), 0);
        long start = 20 * MILLIS;
        tones.start(1, TONE, Duration.ofMillis(40), start);
        stream.skipFrame(Duration.ofMillis(20), start);
        runUntil(45 * MILLIS);
        stream.skipFrame(Duration.ofMillis(20), 40 * MILLIS);
        stream.sendFrame(ByteBuffer.wrap(new byte[10]), Duration.ofMillis(20), 60 * MILLIS);
        List<RtpPacket> sent = fixture.sentRtp;
        RtpPacket last = sent.get(sent.size() - 1);
        assertEquals(111, last.payloadType());
        assertEquals(3 * 960, last.timestamp() - sent.get(0).timestamp() & 0xFFFFFFFFL);
        assertEquals(960, sent.get(1).timestamp() - sent.get(0).timestamp() & 0xFFFFFFFFL);
        for (int i = 1; i < sent.size(); i++) {
            assertEquals(
                    sent.get(i - 1).sequenceNumber() + 1 & 0xFFFF, sent.get(i).sequenceNumber());
        }
    }

    @Test
    void forwardedPacketsGoOnBehindTheTone() {
        RtpPacket packet = RtpPacket.builder().ssrc(9).sequenceNumber(500).build();
        stream.sendRtp(packet, 0);
        tones.start(1, TONE, Duration.ofMillis(40), 20 * MILLIS);
        runUntil(200 * MILLIS);
        stream.sendRtp(RtpPacket.builder().ssrc(9).sequenceNumber(510).build(), 220 * MILLIS);
        List<RtpPacket> sent = fixture.sentRtp;
        for (int i = 1; i < sent.size(); i++) {
            assertEquals(
                    sent.get(i - 1).sequenceNumber() + 1 & 0xFFFF, sent.get(i).sequenceNumber());
        }
    }

    @Test
    void aClosedStreamIsSilent() {
        tones.start(1, TONE, Duration.ofMillis(100), 0);
        stream.close(10 * MILLIS);
        int sent = fixture.sentRtp.size();
        runUntil(1000 * MILLIS);
        assertEquals(sent, fixture.sentRtp.size());
        assertFalse(tones.isPlaying(1000 * MILLIS));
    }

    @Test // RFC 4733, sections 2.3 and 3.2
    void eventsAreReadAndWritten() throws MalformedPacketException {
        assertEquals(0, TelephoneEvent.ofKey('0'));
        assertEquals(10, TelephoneEvent.ofKey('*'));
        assertEquals(11, TelephoneEvent.ofKey('#'));
        assertEquals(15, TelephoneEvent.ofKey('D'));
        assertEquals(-1, TelephoneEvent.ofKey('a'));
        var event = new TelephoneEvent(255, true, 63, 65_535);
        assertEquals(event, TelephoneEvent.parse(event.toPayload()));
        assertEquals(
                new TelephoneEvent(1, false, 10, 400),
                TelephoneEvent.parse(ByteBuffer.wrap(new byte[] {1, 0x4A, 1, (byte) 0x90, 7})));
        assertThrows(
                MalformedPacketException.class,
                () -> TelephoneEvent.parse(ByteBuffer.wrap(new byte[3])));
        assertThrows(IllegalArgumentException.class, () -> new TelephoneEvent(0, false, 64, 0));
    }
}
