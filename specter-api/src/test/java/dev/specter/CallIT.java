package dev.specter;

import static dev.specter.LifeCycleTest.assertRefused;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.SpecterException.Reason;
import dev.specter.SpecterMessage.ConnectionState;
import dev.specter.SpecterMessage.DataChannelClosed;
import dev.specter.SpecterMessage.DataChannelCreated;
import dev.specter.SpecterMessage.DataChannelError;
import dev.specter.SpecterMessage.DataChannelMessage;
import dev.specter.SpecterMessage.DataChannelOpened;
import dev.specter.SpecterMessage.GatheringComplete;
import dev.specter.SpecterMessage.IceConnectionState;
import dev.specter.SpecterMessage.LocalDescription;
import dev.specter.SpecterMessage.Ok;
import dev.specter.SpecterMessage.Operation;
import dev.specter.SpecterMessage.PlaybackFinished;
import dev.specter.SpecterMessage.SignalingState;
import dev.specter.SpecterMessage.StateChanged;
import dev.specter.SpecterMessage.TrackAdded;
import dev.specter.rtp.RtpPacket;
import dev.specter.webrtc.RtcDataChannelMessage;
import dev.specter.webrtc.RtcMediaKind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Two Specters in one JVM call each other. */
@Timeout(120)
class CallIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static void connect(Party a, Party b) {
        a.negotiate(b);
        a.trickleTo(b);
        b.trickleTo(a);
        awaitConnected(a);
        awaitConnected(b);
    }

    private static void awaitConnected(Party party) {
        party.inbox.receive(
                StateChanged.class, m -> m.state() == ConnectionState.State.CONNECTED, PATIENCE);
        party.inbox.receive(
                StateChanged.class,
                m ->
                        m.state() == IceConnectionState.State.CONNECTED
                                || m.state() == IceConnectionState.State.COMPLETED,
                PATIENCE);
    }

    private static DataChannel awaitChannel(Party party) {
        return party.inbox.receive(DataChannelOpened.class, PATIENCE).channel();
    }

    @Test
    void dataGoesBothWaysInOrder() {
        try (var a = new Party();
                var b = new Party()) {
            a.pc.createDataChannel("data");
            connect(a, b);
            DataChannel ofA = awaitChannel(a);
            assertEquals(ofA, a.inbox.receive(DataChannelCreated.class).channel());
            var opened = b.inbox.receive(DataChannelOpened.class, PATIENCE);
            assertEquals("data", opened.label());
            DataChannel ofB = opened.channel();

            a.pc.sendData(ofA, "Grüße");
            a.receiveOk(Operation.SEND_DATA);
            var text = b.inbox.receive(DataChannelMessage.class);
            assertEquals(b.pc, text.pc());
            assertEquals(ofB, text.channel());
            assertTrue(text.isText());
            assertEquals("Grüße", text.text());

            b.pc.sendData(ofB, new byte[] {1, 2, 3});
            var bytes = a.inbox.receive(DataChannelMessage.class);
            assertFalse(bytes.isText());
            assertEquals(ByteBuffer.wrap(new byte[] {1, 2, 3}), bytes.data());

            ByteBuffer sent = ByteBuffer.wrap(new byte[] {4, 5, 6, 7}, 1, 2);
            b.pc.sendData(ofB, sent);
            sent.put(1, (byte) 9);
            assertEquals(1, sent.position());
            byte[] received = new byte[2];
            a.inbox.receive(DataChannelMessage.class).data().get(received);
            assertArrayEquals(new byte[] {5, 6}, received, "copied");

            for (int i = 0; i < 500; i++) {
                a.pc.sendData(ofA, String.valueOf(i));
            }
            for (int i = 0; i < 500; i++) {
                assertEquals(String.valueOf(i), b.inbox.receive(DataChannelMessage.class).text());
            }
        }
    }

    @Test
    void closingIsToldToTheOtherEnd() {
        try (var a = new Party();
                var b = new Party()) {
            a.pc.createDataChannel("data");
            connect(a, b);
            DataChannel ofA = awaitChannel(a);
            DataChannel ofB = awaitChannel(b);
            ofA.rtc().close();
            assertEquals(ofB, b.inbox.receive(DataChannelClosed.class, PATIENCE).channel());
            assertEquals(ofA, a.inbox.receive(DataChannelClosed.class, PATIENCE).channel());
            assertFalse(ofB.exists());
            assertRefused(Reason.NOT_FOUND, () -> b.pc.sendData(ofB, "too late"));

            a.pc.createDataChannel("another");
            DataChannel another = awaitChannel(b);
            a.pc.close();
            assertEquals(another, b.inbox.receive(DataChannelClosed.class, PATIENCE).channel());
        }
    }

    @Test
    void anH264FilePlaysToItsEnd() throws InterruptedException {
        assertPlays("video/H264", "second.h264");
    }

    @Test
    void anIvfFilePlaysToItsEnd() throws InterruptedException {
        assertPlays("video/VP8", "second.ivf");
    }

    private static void assertPlays(String codec, String file) throws InterruptedException {
        BlockingQueue<RtpPacket> packets = new LinkedBlockingQueue<>();
        try (var a = new Party();
                var b = new Party()) {
            TrackLocalStaticSample track = a.newTrack(codec);
            a.pc.addTrack(track);
            connect(a, b);
            var added = b.inbox.receive(TrackAdded.class);
            assertEquals(RtcMediaKind.VIDEO, added.kind());
            assertEquals(List.of("stream"), added.streamIds());
            added.rtc().track().onRtp(packets::add);

            if (file.endsWith(".ivf")) {
                track.playFromFileIvf(PlaybackIT.media(file));
            } else {
                track.playFromFileH264(PlaybackIT.media(file));
            }
            assertEquals(track, a.inbox.receive(PlaybackFinished.class, PATIENCE).track());

            // 20 frames at 20/s: 20 timestamps, each 4,500 ticks of 90 kHz behind the one before.
            List<Long> timestamps =
                    received(packets, 20).stream().map(RtpPacket::timestamp).distinct().toList();
            assertEquals(20, timestamps.size(), timestamps::toString);
            for (int i = 1; i < timestamps.size(); i++) {
                assertEquals(4_500, timestamps.get(i) - timestamps.get(i - 1) & 0xFFFFFFFFL);
            }
        }
    }

    /** Packets until the given number of frames is whole. */
    private static List<RtpPacket> received(BlockingQueue<RtpPacket> packets, int frames)
            throws InterruptedException {
        var all = new ArrayList<RtpPacket>();
        int markers = 0;
        while (markers < frames) {
            RtpPacket packet = packets.poll(10, TimeUnit.SECONDS);
            assertTrue(packet != null, "only " + markers + " frames came");
            all.add(packet);
            markers += packet.marker() ? 1 : 0;
        }
        return all;
    }

    @Test
    void aCallWithoutTrickling() {
        try (var a = new Party();
                var b = new Party()) {
            a.pc.createDataChannel("data");
            a.setLocal(a.offer());
            b.setRemote(completeDescription(a));
            b.setLocal(b.answer());
            a.setRemote(completeDescription(b));
            awaitConnected(a);
            awaitConnected(b);
        }
    }

    private static String completeDescription(Party party) {
        party.inbox.receive(GatheringComplete.class, PATIENCE); // comes unasked
        party.pc.localDescription();
        return party.inbox.receive(LocalDescription.class).json().orElseThrow();
    }

    @Test
    void everyChangeOfStateIsTold() {
        try (var a = new Party();
                var b = new Party()) {
            a.pc.createDataChannel("data");
            connect(a, b);
            a.inbox.receive(
                    StateChanged.class, m -> m.state() == SignalingState.State.HAVE_LOCAL_OFFER);
            a.inbox.receive(StateChanged.class, m -> m.state() == SignalingState.State.STABLE);
            a.inbox.receive(StateChanged.class, m -> m.state() == ConnectionState.State.CONNECTING);
            a.inbox.receive(
                    StateChanged.class, m -> m.state() == IceConnectionState.State.CHECKING);
            b.inbox.receive(
                    StateChanged.class, m -> m.state() == SignalingState.State.HAVE_REMOTE_OFFER);
        }
    }

    @Test
    void withoutDataMessagesTheLayerBelowHasThem() throws InterruptedException {
        var extras = EnumSet.allOf(ExtraMessage.class);
        extras.remove(ExtraMessage.DATA_CHANNEL_MESSAGE);
        BlockingQueue<String> texts = new LinkedBlockingQueue<>();
        try (var a = new Party();
                var b = new Party(SpecterConfig.of().withExtraMessages(extras))) {
            a.pc.createDataChannel("data");
            connect(a, b);
            DataChannel ofA = awaitChannel(a);
            DataChannel ofB = awaitChannel(b);
            a.pc.sendData(ofA, "held");
            a.receiveOk(Operation.SEND_DATA);
            ofB.rtc().onMessage((RtcDataChannelMessage m) -> texts.add(m.text()));
            assertEquals("held", texts.poll(10, TimeUnit.SECONDS));
            assertTrue(b.inbox.poll(DataChannelMessage.class).isEmpty());
        }
    }

    // More than fits into the mailbox: the sender is made to wait, and nothing is lost.
    @Test
    void anOwnerThatDoesNotReadMakesTheSenderWait() throws InterruptedException {
        int messages = 600;
        byte[] payload = new byte[250_000];
        try (var a = new Party();
                var b = new Party()) {
            a.pc.createDataChannel("data");
            connect(a, b);
            DataChannel ofA = awaitChannel(a);
            var sent = new AtomicInteger();
            var sender = new Thread(() -> send(a, ofA, payload, messages, sent), "sender");
            sender.setDaemon(true);
            sender.start();

            int before = -1;
            while (sent.get() != before) { // until it stands still
                before = sent.get();
                Thread.sleep(2_000);
            }
            assertTrue(before < messages, "all " + before + " sent");
            long waiting =
                    b.inbox.messages().stream()
                            .filter(DataChannelMessage.class::isInstance)
                            .count();
            assertTrue(waiting * payload.length < 70 << 20, waiting + " wait");

            for (int i = 0; i < messages; i++) {
                var message = b.inbox.receive(DataChannelMessage.class, PATIENCE);
                assertEquals((byte) i, message.data().get(0));
                assertEquals(payload.length, message.data().remaining());
            }
        }
    }

    private static void send(
            Party party, DataChannel channel, byte[] payload, int messages, AtomicInteger sent) {
        while (sent.get() < messages) {
            payload[0] = (byte) sent.get();
            party.pc.sendData(channel, payload);
            if (party.inbox.receive(SpecterMessage.class, CallIT::answersSend) instanceof Ok) {
                sent.incrementAndGet();
            } else {
                LockSupport.parkNanos(2_000_000); // too many bytes wait to be sent
            }
        }
    }

    private static boolean answersSend(SpecterMessage message) {
        return message instanceof DataChannelError
                || (message instanceof Ok ok && ok.operation() == Operation.SEND_DATA);
    }
}
