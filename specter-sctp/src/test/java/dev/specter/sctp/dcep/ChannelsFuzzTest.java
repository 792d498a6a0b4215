package dev.specter.sctp.dcep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;

import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;
import dev.specter.sctp.OutgoingMessage;
import dev.specter.sctp.Reliability;
import dev.specter.sctp.SctpEnd;
import dev.specter.sctp.SctpOptions;
import dev.specter.testkit.FuzzInput;
import dev.specter.testkit.LinkProfile;
import dev.specter.testkit.Pair;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** Channels under a peer that sends any message on any stream, and resets what it likes. */
class ChannelsFuzzTest {
    private static final int MAX_STEPS = 100;
    private static final LinkProfile PATH =
            LinkProfile.PERFECT.withDelay(Duration.ofMillis(5)).withMtu(1_200);

    private final List<DataChannel> ours = new ArrayList<>();

    @FuzzTest
    void channels(byte[] data) throws MalformedPacketException {
        ours.clear();
        roundTrip(data);
        var input = new FuzzInput(data);
        int bits = input.u8();
        var options = SctpOptions.builder().interleaving((bits & 1) == 0).build();
        var random = new SplittableRandom(1);
        var pair =
                new Pair<>(
                        new ChannelEnd(options, random.split()),
                        new SctpEnd(options, random.split()),
                        PATH,
                        1);
        if ((bits & 2) == 0) {
            pair.a().table.setRole(ChannelRole.CLIENT, 0);
        }
        pair.a().table.connect(0);
        pair.runFor(Duration.ofMillis((bits & 4) == 0 ? 100 : 0));
        for (int step = 0; step < MAX_STEPS && input.hasRemaining(); step++) {
            step(pair, input);
            pair.a().drainEvents();
            check(pair.a());
        }
        pair.runFor(Duration.ofSeconds(5));
        pair.a().table.abort("over");
        pair.runFor(Duration.ofSeconds(1));
        check(pair.a());
        assertTrue(pair.a().table.channels().isEmpty(), "channels outlive the association");
    }

    /** What a DATA_CHANNEL_OPEN was understood as is what would be written. */
    private static void roundTrip(byte[] data) throws MalformedPacketException {
        DcepOpen open;
        try {
            open = DcepOpen.parseBody(WireReader.of(data));
        } catch (MalformedPacketException e) {
            return;
        }
        WireReader again = WireReader.of(open.toMessage());
        assertEquals(DcepOpen.MESSAGE_TYPE, again.u8());
        assertEquals(open, DcepOpen.parseBody(again));
    }

    private void step(Pair<ChannelEnd, SctpEnd> pair, FuzzInput input) {
        ChannelEnd end = pair.a();
        long now = pair.nowNanos();
        switch (input.below(11)) {
            case 0, 1, 2 -> peerSends(pair, input);
            case 3 -> pair.z().association.resetStreams(List.of(input.below(16)));
            case 4 -> pair.runFor(Duration.ofMillis(input.u8()));
            case 5 -> open(end, input, now);
            case 6 -> {
                if (!ours.isEmpty()) {
                    end.close(ours.get(input.u8() % ours.size()), now);
                }
            }
            case 7 -> {
                for (DataChannel channel : List.copyOf(end.table.channels())) {
                    end.send(channel, "x".repeat(input.u8()), now);
                }
            }
            case 8 -> end.isConsuming = input.isOdd();
            case 9 ->
                    end.table.setRole(input.isOdd() ? ChannelRole.SERVER : ChannelRole.CLIENT, now);
            case 10 -> pair.z().association.resetStreams(List.of(input.u16() % 65_535));
            default -> throw new AssertionError();
        }
    }

    private static void peerSends(Pair<ChannelEnd, SctpEnd> pair, FuzzInput input) {
        int streamId = input.u8();
        int ppid = input.u8();
        byte[] payload = input.block();
        if (payload.length > 0) {
            pair.z()
                    .send(
                            new OutgoingMessage(
                                    streamId == 255 ? 65_534 : streamId & 31,
                                    // Near those of WebRTC most of the time.
                                    ppid < 192 ? 48 + ppid % 12 : ppid,
                                    ByteBuffer.wrap(payload),
                                    (streamId & 32) == 0
                                            ? OutgoingMessage.Delivery.ORDERED
                                            : OutgoingMessage.Delivery.UNORDERED,
                                    Reliability.RELIABLE,
                                    OutgoingMessage.Accounting.CONTROL),
                            pair.nowNanos());
        }
    }

    private void open(ChannelEnd end, FuzzInput input, long now) {
        int id = input.u8();
        ChannelInit init = ChannelInit.of(new String(input.block(), StandardCharsets.ISO_8859_1));
        init = id < 128 ? init : init.withNegotiatedId(id & 31);
        if (init.negotiatedId().isPresent()
                && !end.table.isIdAvailable(init.negotiatedId().getAsInt())) {
            return;
        }
        if (end.table.association().state() != dev.specter.sctp.SctpState.CLOSED) {
            ours.add(end.open(init, now));
        }
    }

    private static void check(ChannelEnd end) {
        Set<Integer> ids = new HashSet<>();
        for (DataChannel channel : end.table.channels()) {
            assertNotEquals(ChannelState.CLOSED, channel.state());
            assertTrue(channel.bufferedAmount() >= 0);
            channel.id().ifPresent(id -> assertTrue(ids.add(id), "two channels have id " + id));
        }
        // Each channel opens once and closes once, and nothing comes before or after.
        Set<DataChannel> opened = new HashSet<>();
        Set<DataChannel> closed = new HashSet<>();
        for (ChannelEvent event : end.events) {
            if (event instanceof ChannelEvent.ChannelOpened e) {
                assertTrue(opened.add(e.channel()));
            } else if (event instanceof ChannelEvent.ChannelOpen e) {
                assertTrue(opened.add(e.channel()));
            } else if (event instanceof ChannelEvent.MessageReceived e) {
                assertTrue(opened.contains(e.channel()) && !closed.contains(e.channel()));
            } else if (event instanceof ChannelEvent.ChannelClosed e) {
                assertTrue(closed.add(e.channel()));
                assertEquals(ChannelState.CLOSED, e.channel().state());
            }
        }
    }
}
