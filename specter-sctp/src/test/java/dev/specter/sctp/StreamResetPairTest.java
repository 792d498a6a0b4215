package dev.specter.sctp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.sctp.packet.DataChunk;
import dev.specter.sctp.packet.Parameter;
import dev.specter.sctp.packet.Parameter.AddStreams;
import dev.specter.sctp.packet.Parameter.IncomingSsnReset;
import dev.specter.sctp.packet.Parameter.OutgoingSsnReset;
import dev.specter.sctp.packet.Parameter.ReconfigResponse;
import dev.specter.sctp.packet.Parameter.SsnTsnReset;
import dev.specter.sctp.packet.ReConfigChunk;
import dev.specter.testkit.Pair;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** RFC 6525. */
class StreamResetPairTest {
    private final Pair<SctpEnd, SctpEnd> pair = Ends.connected();

    @Test // section 5.1.2
    void resetsAStreamAfterItsMessages() {
        pair.a().send(1, new byte[50_000], pair.nowNanos());
        pair.a().association.resetStreams(List.of(1));
        pair.a().send(1, new byte[1], pair.nowNanos());
        pair.runFor(Duration.ofSeconds(5));
        assertEquals(
                List.of(new SctpEvent.IncomingStreamsReset(List.of(1))),
                pair.z().events(SctpEvent.IncomingStreamsReset.class));
        assertEquals(
                List.of(new SctpEvent.OutgoingStreamsReset(List.of(1))),
                pair.a().events(SctpEvent.OutgoingStreamsReset.class));
        assertEquals(
                List.of(50_000, 1),
                pair.z().messages.stream().map(m -> m.payload().remaining()).toList());
    }

    @Test
    void survivesTheLossOfRequestsAndResponsesAndOfDataBeforeThem() {
        for (int count = 1; count <= 3; count++) {
            Pair<SctpEnd, SctpEnd> lossy = Ends.connected(SctpOptions.defaults(), count);
            lossy.aToZ().dropIf(Packets.first(count, ReConfigChunk.class));
            lossy.zToA().dropIf(Packets.first(count, ReConfigChunk.class));
            lossy.a().association.resetStreams(List.of(1, 2));
            lossy.runFor(Duration.ofSeconds(30));
            assertEquals(1, lossy.a().events(SctpEvent.OutgoingStreamsReset.class).size());
            assertEquals(1, lossy.z().events(SctpEvent.IncomingStreamsReset.class).size());

            lossy.aToZ().dropIf(Packets.first(count, DataChunk.class));
            lossy.a().send(1, new byte[10], lossy.nowNanos());
            lossy.a().association.resetStreams(List.of(1));
            lossy.runFor(Duration.ofSeconds(30));
            assertEquals(1, lossy.z().messages.size());
            assertEquals(2, lossy.z().events(SctpEvent.IncomingStreamsReset.class).size());
            assertEquals(2, lossy.a().events(SctpEvent.OutgoingStreamsReset.class).size());
            lossy.a().send(1, new byte[10], lossy.nowNanos());
            lossy.runFor(Duration.ofSeconds(5));
            assertEquals(2, lossy.z().messages.size());
        }
    }

    @Test
    void survivesDuplicatesAndReordering() {
        var path = Ends.PATH.withDuplication(0.5).withJitter(Duration.ofMillis(50)).withLoss(0.1);
        pair.aToZ().profile(path);
        pair.zToA().profile(path);
        for (int round = 0; round < 50; round++) {
            pair.a().send(round % 3, new byte[] {(byte) round}, pair.nowNanos());
            pair.a().association.resetStreams(List.of(round % 3));
            pair.runFor(Duration.ofSeconds(3));
        }
        pair.runFor(Duration.ofSeconds(60));
        assertEquals(50, pair.z().messages.size());
        assertEquals(50, pair.z().events(SctpEvent.IncomingStreamsReset.class).size());
        assertEquals(50, pair.a().events(SctpEvent.OutgoingStreamsReset.class).size());
    }

    @Test
    void resetsThousandsOfStreamsInSeveralRequests() {
        List<Integer> ids = IntStream.range(0, 5_000).boxed().toList();
        ids.forEach(id -> pair.a().send(id, new byte[] {1}, pair.nowNanos()));
        pair.a().association.resetStreams(ids);
        pair.runFor(Duration.ofSeconds(20));
        List<Integer> reset = new ArrayList<>();
        pair.z()
                .events(SctpEvent.IncomingStreamsReset.class)
                .forEach(e -> reset.addAll(e.streamIds()));
        assertEquals(ids, reset.stream().sorted().toList());
        ids.forEach(id -> pair.a().send(id, new byte[] {2}, pair.nowNanos()));
        pair.runFor(Duration.ofSeconds(20));
        assertEquals(10_000, pair.z().messages.size());
    }

    // ---- one end against hand-made packets

    private static final Parameter EXTENSIONS =
            new Parameter.SupportedExtensions(List.of(ReConfigChunk.TYPE));

    private static SctpAssociation alone(Parameter... extensions) {
        var association = new SctpAssociation(SctpOptions.defaults(), new TestRandom(0xAAAA, 10));
        association.connect(0);
        association.pollOutput(0);
        PlainPeer.answer(association, extensions);
        return association;
    }

    private static List<Parameter> answer(SctpAssociation association, Parameter request) {
        association.handlePacket(Packets.packet(0xAAAA, new ReConfigChunk(List.of(request))), 0);
        List<Parameter> answers = new ArrayList<>();
        for (ByteBuffer p = association.pollOutput(0); p != null; p = association.pollOutput(0)) {
            Packets.chunks(p, ReConfigChunk.class).forEach(c -> answers.addAll(c.parameters()));
        }
        return answers;
    }

    private static ReconfigResponse response(long sequence, long result) {
        return new ReconfigResponse(sequence, result, OptionalLong.empty());
    }

    @Test // section 5.2
    void answersEachRequest() {
        SctpAssociation association = alone(EXTENSIONS);
        long sequence = PlainPeer.INITIAL_TSN;
        var first = new OutgoingSsnReset(sequence, 0, 499, List.of(4));
        assertEquals(
                List.of(response(sequence, ReconfigResponse.PERFORMED)),
                answer(association, first));
        assertEquals(
                List.of(response(sequence, ReconfigResponse.PERFORMED)),
                answer(association, first),
                "the same again");
        assertEquals(
                List.of(response(sequence + 7, ReconfigResponse.BAD_SEQUENCE)),
                answer(association, new SsnTsnReset(sequence + 7)));
        assertEquals(
                List.of(response(sequence + 1, ReconfigResponse.DENIED)),
                answer(association, new SsnTsnReset(sequence + 1)));
        assertEquals(
                List.of(response(sequence + 2, ReconfigResponse.DENIED)),
                answer(association, new AddStreams(AddStreams.OUTGOING, sequence + 2, 5)));
        assertEquals(
                List.of(response(sequence + 3, ReconfigResponse.WRONG_STREAM)),
                answer(association, new OutgoingSsnReset(sequence + 3, 0, 499, List.of(65_535))));
        var early = new OutgoingSsnReset(sequence + 4, 0, 500, List.of(4));
        List<Parameter> inProgress = List.of(response(sequence + 4, ReconfigResponse.IN_PROGRESS));
        assertEquals(inProgress, answer(association, early));
        assertEquals(inProgress, answer(association, early));
        var data = new DataChunk(3, 500, 4, 0, 53, ByteBuffer.wrap(new byte[] {1}));
        association.handlePacket(Packets.packet(0xAAAA, data), 0);
        List<Parameter> performed = List.of(response(sequence + 4, ReconfigResponse.PERFORMED));
        assertEquals(performed, answer(association, early));
        assertEquals(performed, answer(association, early));
        assertEquals(
                List.of(response(sequence + 5, ReconfigResponse.DENIED)),
                answer(association, new IncomingSsnReset(sequence + 5, List.of())));
        assertEquals(
                List.of(
                        response(sequence + 6, ReconfigResponse.PERFORMED),
                        new OutgoingSsnReset(10, sequence + 6, 9, List.of(3))),
                answer(association, new IncomingSsnReset(sequence + 6, List.of(3))));
    }

    @Test // as dcSCTP does it
    void takesARequestThatComesAgainUnderANewNumber() {
        SctpAssociation association = alone(EXTENSIONS);
        long sequence = PlainPeer.INITIAL_TSN;
        answer(association, new OutgoingSsnReset(sequence, 0, 500, List.of(4)));
        assertEquals(
                List.of(response(sequence + 1, ReconfigResponse.IN_PROGRESS)),
                answer(association, new OutgoingSsnReset(sequence + 1, 0, 500, List.of(4))));
        var data = new DataChunk(3, 500, 4, 0, 53, ByteBuffer.wrap(new byte[] {1}));
        association.handlePacket(Packets.packet(0xAAAA, data), 0);
        assertEquals(
                List.of(response(sequence + 2, ReconfigResponse.PERFORMED)),
                answer(association, new OutgoingSsnReset(sequence + 2, 0, 500, List.of(4))));
        List<SctpEvent> events = new ArrayList<>();
        for (SctpEvent e = association.pollEvent(); e != null; e = association.pollEvent()) {
            events.add(e);
        }
        assertEquals(
                1,
                events.stream().filter(SctpEvent.IncomingStreamsReset.class::isInstance).count());
    }

    @Test
    void performsARequestOnceThatCrossedItsAnswer() {
        SctpAssociation association = alone(EXTENSIONS);
        association.pollEvent();
        long sequence = PlainPeer.INITIAL_TSN;
        var first = new OutgoingSsnReset(sequence, 0, 500, List.of(4));
        answer(association, first);
        var data = new DataChunk(3, 500, 4, 0, 53, ByteBuffer.wrap(new byte[] {1}));
        association.handlePacket(Packets.packet(0xAAAA, data), 0);
        assertTrue(association.pollEvent() instanceof SctpEvent.MessageReceived);
        answer(association, first);
        assertEquals(new SctpEvent.IncomingStreamsReset(List.of(4)), association.pollEvent());
        assertEquals(
                List.of(response(sequence + 1, ReconfigResponse.PERFORMED)),
                answer(association, new OutgoingSsnReset(sequence + 1, 0, 500, List.of(4))));
        assertEquals(null, association.pollEvent());
        answer(association, new OutgoingSsnReset(sequence + 2, 0, 500, List.of(4)));
        assertEquals(new SctpEvent.IncomingStreamsReset(List.of(4)), association.pollEvent());
    }

    @Test // section 5.2.5: Firefox begins with few streams
    void letsThePeerAddStreams() {
        var association = new SctpAssociation(SctpOptions.defaults(), new TestRandom(0xAAAA, 10));
        association.connect(0);
        association.pollOutput(0);
        PlainPeer.answer(association, 256, EXTENSIONS);
        long sequence = PlainPeer.INITIAL_TSN;
        var data = new DataChunk(3, 500, 256, 0, 53, ByteBuffer.wrap(new byte[] {1}));
        assertEquals(new SctpEvent.Established(65_535, 256), association.pollEvent());
        assertEquals(
                List.of(response(sequence, ReconfigResponse.PERFORMED)),
                answer(association, new AddStreams(AddStreams.OUTGOING, sequence, 100)));
        association.handlePacket(Packets.packet(0xAAAA, data), 0);
        assertTrue(association.pollEvent() instanceof SctpEvent.MessageReceived);
        assertEquals(
                List.of(response(sequence + 1, ReconfigResponse.DENIED)),
                answer(association, new AddStreams(AddStreams.OUTGOING, sequence + 1, 65_535)));
        assertEquals(
                List.of(response(sequence + 2, ReconfigResponse.DENIED)),
                answer(association, new AddStreams(AddStreams.INCOMING, sequence + 2, 1)));
    }

    @Test // section 4.4
    void handlesEachResult() {
        for (long result = 0; result <= 6; result++) {
            SctpAssociation association = alone(EXTENSIONS);
            association.pollEvent();
            assertEquals(null, association.pollEvent());
            association.resetStreams(List.of(8));
            var request =
                    Packets.chunks(association.pollOutput(0), ReConfigChunk.class)
                            .get(0)
                            .parameters()
                            .get(0);
            assertEquals(new OutgoingSsnReset(10, 499, 9, List.of(8)), request);
            answer(association, response(11, result)); // not asked yet
            assertEquals(null, association.pollEvent());
            answer(association, response(10, result));
            SctpEvent event = association.pollEvent();
            if (result <= 1) {
                assertEquals(new SctpEvent.OutgoingStreamsReset(List.of(8)), event);
            } else if (result == 4 || result == 6) {
                assertEquals(null, event);
                long due = association.nextTimeoutNanos();
                association.handleTimeout(due);
                assertEquals(
                        List.of(new OutgoingSsnReset(11, 499, 9, List.of(8))),
                        Packets.chunks(association.pollOutput(due), ReConfigChunk.class)
                                .get(0)
                                .parameters());
                answer(association, response(10, ReconfigResponse.PERFORMED));
                assertEquals(null, association.pollEvent(), "the number was given up");
                answer(association, response(11, ReconfigResponse.PERFORMED));
                assertEquals(
                        new SctpEvent.OutgoingStreamsReset(List.of(8)), association.pollEvent());
            } else {
                assertEquals(new SctpEvent.StreamResetFailed(List.of(8)), event);
            }
        }
    }

    @Test
    void failsWhereThePeerCannotReset() {
        SctpAssociation association = alone();
        assertTrue(!association.isStreamResetSupported());
        association.resetStreams(List.of(8));
        association.pollOutput(0);
        association.pollEvent();
        assertEquals(new SctpEvent.StreamResetFailed(List.of(8)), association.pollEvent());
    }
}
