package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.specter.rtp.RtpPacket;
import dev.specter.rtp.codec.TelephoneEvent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** DTMF (webrtc-pc, section 7), by its algorithm's steps, with real transports. */
@Timeout(60)
class DtmfIT {
    /** One audio call whose packets arrive in a queue. */
    private static final class Call implements AutoCloseable {
        final Connected pair = new Connected();
        final RtcSampleTrack track =
                RtcSampleTrack.create(RtcRtpCodecCapability.of("audio/opus"), "a", "s");
        final RtcRtpSender sender = pair.a.addTrack(track);
        final RtcDtmfSender dtmf = sender.dtmf().orElseThrow();
        final BlockingQueue<RtpPacket> packets = new LinkedBlockingQueue<>();
        final BlockingQueue<String> tones = new LinkedBlockingQueue<>();

        Call connect() throws InterruptedException {
            var connected = new CompletableFuture<Void>();
            pair.a.onConnectionStateChange(
                    state -> {
                        if (state == RtcPeerConnectionState.CONNECTED) {
                            connected.complete(null);
                        }
                    });
            dtmf.onToneChange(tones::add);
            pair.negotiate();
            RtcTrackEvent event = pair.tracksOfB.poll(20, TimeUnit.SECONDS);
            event.track().onRtp(packets::add);
            connected.orTimeout(20, TimeUnit.SECONDS).join();
            return this;
        }

        String nextTone() throws InterruptedException {
            return tones.poll(20, TimeUnit.SECONDS);
        }

        int payloadTypeOfEvents() {
            return sender.parameters().codecs().stream()
                    .filter(c -> c.mimeType().equals("audio/telephone-event"))
                    .filter(c -> c.clockRateHz() == 48_000)
                    .findFirst()
                    .orElseThrow()
                    .payloadType();
        }

        @Override
        public void close() {
            pair.close();
        }
    }

    private static void assertFails(RtcErrorName name, Runnable call) {
        assertEquals(name, assertThrows(RtcException.class, call::run).name());
    }

    @Test
    void insertDtmfSteps17Dot2And17Dot5And17Dot6PlayOneToneAfterTheOther() throws Exception {
        try (var call = new Call().connect()) {
            assertTrue(call.dtmf.canInsertDtmf());
            call.dtmf.insertDtmf("1a#", Duration.ofMillis(60), Duration.ofMillis(50));
            assertEquals("1", call.nextTone());
            assertEquals("A", call.nextTone());
            assertEquals("#", call.nextTone());
            assertEquals("", call.nextTone());
            assertEquals("", call.dtmf.toneBuffer());
            var events = new ArrayList<Integer>();
            var ends = new ArrayList<Integer>();
            int payloadType = call.payloadTypeOfEvents();
            // To the end of the last one, and what may come behind it.
            for (RtpPacket packet = call.packets.poll(20, TimeUnit.SECONDS);
                    packet != null;
                    packet = call.packets.poll(ends.size() < 7 ? 20_000 : 300, MILLISECONDS)) {
                assertEquals(payloadType, packet.payloadType());
                assertEquals(call.sender.ssrc(), packet.ssrc());
                TelephoneEvent event = TelephoneEvent.parse(packet.payload());
                if (packet.marker()) {
                    events.add(event.event());
                }
                if (event.isEnd()) {
                    ends.add(event.duration());
                }
            }
            assertEquals(List.of(1, 12, 11), events);
            assertTrue(ends.size() >= 6 && ends.stream().allMatch(e -> e == 2880), "" + ends);
        }
    }

    @Test
    void insertDtmfStep17Dot4LetsAPauseOf2SecondsPass() throws Exception {
        try (var call = new Call().connect()) {
            call.dtmf.insertDtmf(",2", Duration.ofMillis(40), Duration.ofMillis(30));
            assertEquals(",", call.nextTone());
            assertEquals("2", call.dtmf.toneBuffer());
            assertNull(call.tones.poll(1, TimeUnit.SECONDS), "it is over already");
            assertTrue(call.packets.isEmpty(), "something is sent in the pause");
            assertEquals("2", call.nextTone());
            assertEquals("", call.nextTone());
        }
    }

    @Test
    void aToneTakesThePlaceOfTheAudio() throws Exception {
        try (var call = new Call().connect()) {
            var timer = Executors.newSingleThreadScheduledExecutor();
            var unused =
                    timer.scheduleAtFixedRate(
                            () ->
                                    call.track.writeSample(
                                            MediaSample.of(
                                                    ByteBuffer.wrap(new byte[] {1, 2, 3}),
                                                    Duration.ofMillis(20))),
                            0,
                            20,
                            TimeUnit.MILLISECONDS);
            try {
                assertTrue(call.packets.poll(20, TimeUnit.SECONDS) != null);
                call.dtmf.insertDtmf("5", Duration.ofMillis(300), Duration.ofMillis(100));
                int payloadType = call.payloadTypeOfEvents();
                int before = -1;
                int audioBetween = 0;
                boolean ended = false;
                for (int after = 0; after < 10; ) {
                    RtpPacket packet = call.packets.poll(20, TimeUnit.SECONDS);
                    assertTrue(
                            before < 0 || packet.sequenceNumber() == (before + 1 & 0xFFFF),
                            "numbers go on");
                    before = packet.sequenceNumber();
                    boolean isEvent = packet.payloadType() == payloadType;
                    boolean began = isEvent || ended || audioBetween > 0;
                    if (isEvent) {
                        ended = TelephoneEvent.parse(packet.payload()).isEnd();
                    } else if (ended) {
                        after++;
                    } else if (began) {
                        audioBetween++;
                    }
                }
                assertEquals(0, audioBetween);
            } finally {
                timer.shutdown();
            }
        }
    }

    @Test
    void canInsertDtmfSteps4To6And8FindWhatIsMissing() throws Exception {
        try (var call = new Call()) {
            assertFalse(call.dtmf.canInsertDtmf());
            assertFails(RtcErrorName.INVALID_STATE_ERROR, () -> call.dtmf.insertDtmf("1"));
            call.connect();
            call.dtmf.insertDtmf("");
            call.sender.replaceTrack().join();
            assertFalse(call.dtmf.canInsertDtmf(), "no track");
            assertFails(RtcErrorName.INVALID_STATE_ERROR, () -> call.dtmf.insertDtmf("1"));
            call.sender.replaceTrack(call.track).join();
            assertTrue(call.dtmf.canInsertDtmf());
            RtcRtpSendParameters now = call.sender.parameters();
            call.sender
                    .setParameters(
                            now.withEncoding(
                                    0, now.encodings().get(0).toBuilder().active(false).build()))
                    .join();
            assertFalse(call.dtmf.canInsertDtmf(), "not active");
            call.pair.a.transceivers().get(0).stop();
            assertFalse(call.dtmf.canInsertDtmf(), "stopped");
            call.pair.a.close();
            assertFails(RtcErrorName.INVALID_STATE_ERROR, () -> call.dtmf.insertDtmf("1"));
        }
    }

    @Test
    void canInsertDtmfSteps7And9NeedADirectionThatSendsAndTheCodec() throws Exception {
        try (var call = new Call()) {
            RtcRtpTransceiver transceiver = call.pair.a.transceivers().get(0);
            transceiver.setCodecPreferences(List.of(RtcRtpCodecCapability.of("audio/opus")));
            call.connect();
            assertFalse(call.dtmf.canInsertDtmf(), "no telephone-event");
            transceiver.setCodecPreferences(List.of());
            call.pair.negotiate();
            assertTrue(call.dtmf.canInsertDtmf());
            transceiver.setDirection(RtcRtpTransceiverDirection.RECVONLY);
            call.pair.negotiate();
            assertFalse(call.dtmf.canInsertDtmf(), "it does not send");
        }
    }

    @Test
    void insertDtmfStep8RefusesWhatIsNoTone() throws Exception {
        try (var call = new Call().connect()) {
            for (String wrong : List.of("E", "1 2", "e", "½", "1\n")) {
                assertFails(
                        RtcErrorName.INVALID_CHARACTER_ERROR, () -> call.dtmf.insertDtmf(wrong));
            }
            assertEquals("", call.dtmf.toneBuffer());
        }
    }

    @Test
    void insertDtmfStep9ReplacesWhatWaits() throws Exception {
        try (var call = new Call().connect()) {
            var buffers = new LinkedBlockingQueue<String>();
            call.dtmf.onToneChange(
                    tone -> { // here none of the others can be begun
                        if (tone.equals("1") || tone.equals(",")) {
                            call.dtmf.insertDtmf(tone.equals("1") ? "*" : "");
                            buffers.add(call.dtmf.toneBuffer());
                        }
                    });
            call.dtmf.insertDtmf("1234567890", Duration.ofMillis(1), Duration.ZERO);
            assertEquals("1", call.nextTone());
            assertEquals("*", buffers.poll(20, TimeUnit.SECONDS));
            assertEquals("*", call.nextTone());
            assertEquals("", call.nextTone());
            call.dtmf.insertDtmf(",7");
            assertEquals(",", call.nextTone());
            assertEquals("", call.nextTone(), "nothing more after the pause");
        }
    }

    @Test // section 7.2, toneBuffer
    void insertDtmfSteps9And17Dot3KeepTonesInUpperCaseUntilTheyArePlayed() throws Exception {
        try (var call = new Call().connect()) {
            List<String> buffers =
                    CompletableFuture.supplyAsync(
                                    () -> {
                                        call.dtmf.insertDtmf("123");
                                        String first = call.dtmf.toneBuffer();
                                        call.dtmf.insertDtmf("0123456789abcdABCD#*,");
                                        String second = call.dtmf.toneBuffer();
                                        call.dtmf.insertDtmf("");
                                        return List.of(first, second, call.dtmf.toneBuffer());
                                    },
                                    call.pair.a.callbackExecutor())
                            .join();
            assertEquals(List.of("123", "0123456789ABCDABCD#*,", ""), buffers);
        }
    }

    @Test // section 7.2, the playout task, step 1
    void insertDtmfStep17Dot1PlaysNothingOnceDtmfCannotBeSent() throws Exception {
        for (boolean stops : List.of(true, false)) {
            try (var call = new Call().connect()) {
                RtcRtpTransceiver transceiver = call.pair.a.transceivers().get(0);
                call.dtmf.onToneChange(
                        tone -> {
                            if (tone.equals("B") && stops) {
                                transceiver.stop();
                            }
                        });
                call.dtmf.insertDtmf("ABCD", Duration.ofMillis(40), Duration.ofMillis(30));
                assertEquals("A", call.nextTone());
                assertEquals("B", call.nextTone());
                if (!stops) {
                    transceiver.setDirection(RtcRtpTransceiverDirection.RECVONLY);
                    call.pair.negotiate();
                    assertFalse(call.dtmf.canInsertDtmf());
                    call.tones.clear();
                }
                assertEquals(null, call.tones.poll(300, TimeUnit.MILLISECONDS));
            }
        }
    }

    @Test
    void createSenderStep6MakesADtmfSenderForAudioOnly() {
        try (var pair = new Connected()) {
            assertTrue(pair.a.addTransceiver(RtcMediaKind.VIDEO).sender().dtmf().isEmpty());
            assertTrue(pair.a.addTransceiver(RtcMediaKind.AUDIO).sender().dtmf().isPresent());
        }
    }
}
