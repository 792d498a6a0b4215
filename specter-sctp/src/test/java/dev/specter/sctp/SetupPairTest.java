package dev.specter.sctp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.common.Bytes;
import dev.specter.sctp.packet.AbortChunk;
import dev.specter.sctp.packet.Chunk;
import dev.specter.sctp.packet.CookieAckChunk;
import dev.specter.sctp.packet.CookieEchoChunk;
import dev.specter.sctp.packet.DataChunk;
import dev.specter.sctp.packet.ErrorCause;
import dev.specter.sctp.packet.ErrorChunk;
import dev.specter.sctp.packet.HeartbeatAckChunk;
import dev.specter.sctp.packet.HeartbeatChunk;
import dev.specter.sctp.packet.InitAckChunk;
import dev.specter.sctp.packet.InitChunk;
import dev.specter.sctp.packet.InitFields;
import dev.specter.sctp.packet.Parameter;
import dev.specter.sctp.packet.SctpPacket;
import dev.specter.sctp.packet.ShutdownAckChunk;
import dev.specter.sctp.packet.ShutdownCompleteChunk;
import dev.specter.testkit.LinkProfile;
import dev.specter.testkit.Pair;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** RFC 9260, sections 5.1 and 5.2. */
class SetupPairTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Pair<SctpEnd, SctpEnd> pair = Ends.pair(Ends.PATH, 1);

    private boolean bothConnectWithin(long nanos) {
        return pair.runUntil(
                () -> pair.a().isConnected() && pair.z().isConnected(), pair.nowNanos() + nanos);
    }

    private void sendsBothWays() {
        pair.a().send(0, new byte[] {1}, pair.nowNanos());
        pair.z().send(0, new byte[] {2}, pair.nowNanos());
        pair.runFor(Duration.ofSeconds(1));
        assertEquals(1, pair.a().messages.size());
        assertEquals(1, pair.z().messages.size());
        assertEquals(1, pair.a().events(SctpEvent.Established.class).size());
        assertEquals(1, pair.z().events(SctpEvent.Established.class).size());
    }

    @Test
    void connectsFromOneEnd() {
        pair.a().connect(0);
        assertEquals(SctpState.CONNECTING, pair.a().association.state());
        assertTrue(bothConnectWithin(SECOND / 10));
        assertEquals(
                List.of(new SctpEvent.Established(65_535, 65_535)),
                pair.z().events(SctpEvent.Established.class));
        assertTrue(pair.a().association.isStreamResetSupported());
        sendsBothWays();
    }

    @Test // section 5.2.1
    void connectsFromBothEndsAtOnce() {
        pair.a().connect(0);
        pair.z().connect(0);
        assertTrue(bothConnectWithin(SECOND / 10));
        sendsBothWays();
        assertEquals(0, pair.a().association.counters().timeouts());
    }

    @Test
    void connectsFromBothEndsOneLater() {
        for (int delayMillis = 1; delayMillis < 120; delayMillis += 7) {
            Pair<SctpEnd, SctpEnd> late = Ends.pair(Ends.PATH, delayMillis);
            late.a().connect(0);
            late.runFor(Duration.ofMillis(delayMillis));
            late.z().connect(late.nowNanos());
            late.runFor(Duration.ofSeconds(3));
            assertTrue(late.a().isConnected() && late.z().isConnected());
            assertEquals(1, late.a().events.size());
            assertEquals(1, late.z().events.size());
        }
    }

    @Test // T1-init and T1-cookie
    void survivesTheLossOfEachChunkOfSetup() {
        for (Class<? extends Chunk> lost :
                List.of(
                        InitChunk.class,
                        InitAckChunk.class,
                        CookieEchoChunk.class,
                        CookieAckChunk.class)) {
            for (int count = 1; count <= 3; count++) {
                for (boolean isBoth : new boolean[] {false, true}) {
                    Pair<SctpEnd, SctpEnd> lossy = Ends.pair(Ends.PATH, count);
                    lossy.aToZ().dropIf(Packets.first(count, lost));
                    lossy.zToA().dropIf(Packets.first(count, lost));
                    lossy.a().connect(0);
                    if (isBoth) {
                        lossy.z().connect(0);
                    }
                    lossy.runFor(Duration.ofSeconds(10));
                    String what = lost + " " + count + " " + isBoth;
                    assertTrue(lossy.a().isConnected() && lossy.z().isConnected(), what);
                    assertEquals(1, lossy.a().events.size(), what);
                    assertEquals(1, lossy.z().events.size(), what);
                }
            }
        }
    }

    @Test
    void survivesDuplicatesOfEverything() {
        pair.aToZ().profile(Ends.PATH.withDuplication(1).withJitter(Duration.ofMillis(30)));
        pair.zToA().profile(Ends.PATH.withDuplication(1).withJitter(Duration.ofMillis(30)));
        pair.a().connect(0);
        pair.z().connect(0);
        assertTrue(bothConnectWithin(SECOND));
        sendsBothWays();
        assertTrue(pair.a().events(SctpEvent.Restarted.class).isEmpty());
    }

    @Test // Max.Init.Retransmits
    void givesUpAfterItsAttempts() {
        pair.aToZ().profile(Ends.PATH.withLoss(1));
        pair.a().connect(0);
        pair.runFor(Duration.ofMinutes(5));
        assertEquals(9, pair.aToZ().sentCount());
        assertEquals(
                List.of(CloseCause.Kind.SETUP_FAILED),
                pair.a().closed().map(CloseCause::kind).toList());
        assertEquals(Long.MAX_VALUE, pair.a().nextTimeoutNanos());
        assertEquals(SctpState.CLOSED, pair.a().association.state());
    }

    @Test
    void keepsMessagesUntilConnected() {
        pair.a().send(3, new byte[5_000], 0);
        pair.z().send(4, new byte[6_000], 0);
        assertNull(pair.a().pollOutput());
        assertEquals(5_000, pair.a().association.bufferedAmount(3));
        pair.a().connect(0);
        pair.runFor(Duration.ofSeconds(1));
        assertEquals(5_000, pair.z().messages.get(0).payload().remaining());
        assertEquals(6_000, pair.a().messages.get(0).payload().remaining());
        assertEquals(0, pair.a().association.bufferedAmount(3));
        assertEquals(
                5_000,
                pair.a().events(SctpEvent.BufferedAmountDecreased.class).stream()
                        .mapToLong(SctpEvent.BufferedAmountDecreased::bytes)
                        .sum());
    }

    @Test // section 5.1.1
    void usesTheSmallerStreamCountEachWay() {
        var few = SctpOptions.builder().incomingStreams(3).outgoingStreams(100).build();
        var random = new SplittableRandom(1);
        var mixed =
                new Pair<>(
                        new SctpEnd(few, random.split()),
                        new SctpEnd(SctpOptions.defaults(), random.split()),
                        Ends.PATH,
                        1);
        Ends.connectBoth(mixed);
        assertEquals(List.of(new SctpEvent.Established(100, 3)), mixed.a().events);
        assertEquals(List.of(new SctpEvent.Established(3, 100)), mixed.z().events);
        assertEquals(SendResult.NOT_OPEN, mixed.z().send(3, new byte[1], mixed.nowNanos()));
        assertEquals(SendResult.QUEUED, mixed.z().send(2, new byte[1], mixed.nowNanos()));
    }

    // ---- one end against hand-made packets

    private static SctpAssociation alone() {
        return new SctpAssociation(SctpOptions.defaults(), new TestRandom(0xAAAA, 100));
    }

    private static InitFields fields(long tag, Parameter... parameters) {
        return new InitFields(tag, 100_000, 10, 10, 500, List.of(parameters));
    }

    private static List<ByteBuffer> drain(SctpAssociation association, long now) {
        List<ByteBuffer> packets = new ArrayList<>();
        for (ByteBuffer p = association.pollOutput(now);
                p != null;
                p = association.pollOutput(now)) {
            packets.add(p);
        }
        return packets;
    }

    private static Bytes cookieOf(SctpAssociation association, InitFields init, long now) {
        association.handlePacket(Packets.packet(0, new InitChunk(init)), now);
        List<ByteBuffer> answers = drain(association, now);
        InitAckChunk ack = Packets.chunks(answers.get(0), InitAckChunk.class).get(0);
        assertEquals(init.initiateTag(), Packets.tag(answers.get(0)));
        return ack.fields().parameters().stream()
                .filter(Parameter.StateCookie.class::isInstance)
                .map(p -> ((Parameter.StateCookie) p).cookie())
                .findFirst()
                .orElseThrow();
    }

    /** An association that a hand-made peer with tag 0xBBBB has connected to. */
    private static SctpAssociation established() {
        SctpAssociation association = alone();
        Bytes cookie = cookieOf(association, fields(0xBBBB), 0);
        association.handlePacket(Packets.packet(0xAAAA, new CookieEchoChunk(cookie)), 0);
        assertTrue(Packets.has(drain(association, 0).get(0), CookieAckChunk.class));
        assertEquals(SctpState.CONNECTED, association.state());
        return association;
    }

    @Test // section 5.1.3
    void keepsNoStateForAnInit() {
        SctpAssociation association = alone();
        for (int i = 1; i < 1_000; i++) {
            association.handlePacket(Packets.packet(0, new InitChunk(fields(i))), 0);
            drain(association, 0);
        }
        assertEquals(SctpState.NEW, association.state());
        assertEquals(Long.MAX_VALUE, association.nextTimeoutNanos());
    }

    @Test // section 5.1.5
    void refusesACookieThatItDidNotMake() {
        SctpAssociation association = alone();
        byte[] cookie = cookieOf(association, fields(0xBBBB), 0).toArray();
        for (int i = 0; i < cookie.length; i++) {
            byte[] forged = cookie.clone();
            forged[i] ^= 1;
            association.handlePacket(
                    Packets.packet(0xAAAA, new CookieEchoChunk(Bytes.copyOf(forged))), 0);
        }
        association.handlePacket(Packets.packet(0xAAAA, new CookieEchoChunk(Bytes.ofHex("00"))), 0);
        association.handlePacket(
                Packets.packet(0xAAAB, new CookieEchoChunk(Bytes.copyOf(cookie))), 0);
        assertEquals(SctpState.NEW, association.state());
        assertNull(association.pollOutput(0));
        SctpAssociation other =
                new SctpAssociation(SctpOptions.defaults(), new TestRandom(0xAAAA, 101));
        other.handlePacket(Packets.packet(0xAAAA, new CookieEchoChunk(Bytes.copyOf(cookie))), 0);
        assertEquals(SctpState.NEW, other.state());
    }

    @Test // section 5.2.6
    void reportsAStaleCookieAndTheOtherEndBeginsAnew() {
        SctpAssociation association = alone();
        Bytes cookie = cookieOf(association, fields(0xBBBB), 0);
        long late = 61 * SECOND;
        association.handlePacket(Packets.packet(0xAAAA, new CookieEchoChunk(cookie)), late);
        ByteBuffer answer = drain(association, late).get(0);
        assertEquals(0xBBBB, Packets.tag(answer));
        assertEquals(
                List.of(new ErrorChunk(List.of(new ErrorCause.StaleCookie(1_000_000)))),
                Packets.chunks(answer));
        assertEquals(SctpState.NEW, association.state());

        pair.aToZ().dropIf(Packets.first(1, CookieEchoChunk.class));
        pair.a().connect(0);
        pair.runFor(Duration.ofMillis(100));
        pair.a()
                .handleDatagram(
                        Packets.packet(
                                tagOfA(), new ErrorChunk(List.of(new ErrorCause.StaleCookie(1)))),
                        pair.nowNanos());
        assertTrue(bothConnectWithin(SECOND / 5));
    }

    private long tagOfA() {
        // A's tag shows in what Z sends to it.
        pair.z().connect(pair.nowNanos());
        InitChunk init = new InitChunk(fields(1));
        pair.a().handleDatagram(Packets.packet(0, init), pair.nowNanos());
        return Packets.chunks(pair.a().pollOutput(), InitAckChunk.class)
                .get(0)
                .fields()
                .initiateTag();
    }

    @Test // section 5.2.4, action D, and a cookie that is late but known
    void answersADuplicateCookieEchoAgain() {
        SctpAssociation association = alone();
        Bytes cookie = cookieOf(association, fields(0xBBBB), 0);
        for (int i = 0; i < 3; i++) {
            long now = 100L * i * SECOND;
            association.handlePacket(Packets.packet(0xAAAA, new CookieEchoChunk(cookie)), now);
            assertTrue(Packets.has(drain(association, now).get(0), CookieAckChunk.class));
        }
        assertEquals(new SctpEvent.Established(10, 10), association.pollEvent());
        assertNull(association.pollEvent());
    }

    @Test // section 5.2.4, action A
    void noticesTheRestartOfThePeer() {
        SctpAssociation association = established();
        association.send(OutgoingMessage.of(0, 53, ByteBuffer.allocate(10)), 0);
        drain(association, 0);
        association.handlePacket(Packets.packet(0, new InitChunk(fields(0xCCCC))), 0);
        ByteBuffer answer = drain(association, 0).get(0);
        InitFields ours = Packets.chunks(answer, InitAckChunk.class).get(0).fields();
        assertFalse(ours.initiateTag() == 0xAAAA, "RFC 9260, section 5.2.2: a new tag");
        Bytes cookie =
                ours.parameters().stream()
                        .filter(Parameter.StateCookie.class::isInstance)
                        .map(p -> ((Parameter.StateCookie) p).cookie())
                        .findFirst()
                        .orElseThrow();
        assertEquals(SctpState.CONNECTED, association.state());
        association.handlePacket(
                Packets.packet(ours.initiateTag(), new CookieEchoChunk(cookie)), 0);
        answer = drain(association, 0).get(0);
        assertEquals(0xCCCC, Packets.tag(answer));
        assertTrue(Packets.has(answer, CookieAckChunk.class));
        List<SctpEvent> events = new ArrayList<>();
        for (SctpEvent e = association.pollEvent(); e != null; e = association.pollEvent()) {
            events.add(e);
        }
        assertTrue(events.contains(new SctpEvent.Restarted()));
        association.send(OutgoingMessage.of(0, 53, ByteBuffer.allocate(10)), 0);
        DataChunk data = Packets.chunks(drain(association, 0).get(0), DataChunk.class).get(0);
        assertEquals(ours.initialTsn(), data.tsn());
        assertEquals(0, data.ssn());
    }

    @Test // section 5.2.4, action C: a cookie of before, whose tie tags say nothing
    void ignoresAnOldCookie() {
        SctpAssociation association = alone();
        Bytes old = cookieOf(association, fields(0xDDDD), 0);
        Bytes cookie = cookieOf(association, fields(0xBBBB), 0);
        association.handlePacket(Packets.packet(0xAAAA, new CookieEchoChunk(cookie)), 0);
        drain(association, 0);
        association.handlePacket(Packets.packet(0xAAAA, new CookieEchoChunk(old)), 0);
        assertTrue(drain(association, 0).isEmpty());
        assertEquals(SctpState.CONNECTED, association.state());
    }

    @Test // sections 3.3.2 and 5.1.2
    void abortsOnAnImpossibleInit() {
        SctpAssociation association = alone();
        var noStreams = new InitFields(0xBBBB, 100_000, 0, 1, 1, List.of());
        association.handlePacket(Packets.packet(0, new InitChunk(noStreams)), 0);
        ByteBuffer answer = drain(association, 0).get(0);
        assertEquals(0xBBBB, Packets.tag(answer));
        assertEquals(
                ErrorCause.INVALID_PARAMETER,
                Packets.chunks(answer, AbortChunk.class).get(0).causes().get(0).code());
        var hostName = fields(0xBBBB, new Parameter.Unknown(11, Bytes.ofHex("6100")));
        association.handlePacket(Packets.packet(0, new InitChunk(hostName)), 0);
        assertEquals(
                ErrorCause.UNRESOLVABLE_ADDRESS,
                Packets.chunks(drain(association, 0).get(0), AbortChunk.class)
                        .get(0)
                        .causes()
                        .get(0)
                        .code());
        assertEquals(SctpState.NEW, association.state());
    }

    @Test // sections 3.3.2 and 8.4, rule 3: under what tag could it be answered?
    void answersNoInitWithoutATag() {
        var none = new InitFields(0, 100_000, 1, 1, 1, List.of());
        SctpAssociation association = alone();
        association.handlePacket(Packets.packet(0, new InitChunk(none)), 0);
        assertTrue(drain(association, 0).isEmpty());
        association.abort("");
        drain(association, 0);
        association.handlePacket(Packets.packet(0, new InitChunk(none)), 0);
        assertTrue(drain(association, 0).isEmpty());
    }

    @Test // sections 3.3.2 and 3.3.3
    void refusesAWindowOfLessThan1500Bytes() {
        var small = new InitFields(0xBBBB, 1_499, 1, 1, 1, List.of());
        SctpAssociation association = alone();
        association.handlePacket(Packets.packet(0, new InitChunk(small)), 0);
        ByteBuffer answer = drain(association, 0).get(0);
        assertEquals(0xBBBB, Packets.tag(answer));
        assertTrue(Packets.has(answer, AbortChunk.class));
        assertEquals(SctpState.NEW, association.state());
        association.connect(0);
        drain(association, 0);
        association.handlePacket(Packets.packet(0xAAAA, new InitAckChunk(small)), 0);
        answer = drain(association, 0).get(0);
        assertEquals(0xBBBB, Packets.tag(answer));
        assertTrue(Packets.has(answer, AbortChunk.class));
        assertEquals(SctpState.CONNECTING, association.state());
    }

    @Test // section 3.3.3
    void endsOnAnInitAckWithoutATag() {
        SctpAssociation association = alone();
        association.connect(0);
        drain(association, 0);
        var none = new InitFields(0, 100_000, 1, 1, 1, List.of());
        association.handlePacket(Packets.packet(0xAAAA, new InitAckChunk(none)), 0);
        ByteBuffer answer = drain(association, 0).get(0);
        assertEquals(0xAAAA, Packets.tag(answer));
        assertTrue(Packets.chunks(answer, AbortChunk.class).get(0).isTagReflected());
        assertEquals(SctpState.CLOSED, association.state());
    }

    @Test // section 3.3.3
    void asksForNoMoreStreamsThanTheInitTakes() {
        SctpAssociation association = alone();
        var few = new InitFields(0xBBBB, 100_000, 9, 5, 1, List.of());
        association.handlePacket(Packets.packet(0, new InitChunk(few)), 0);
        InitAckChunk ack = Packets.chunks(drain(association, 0).get(0), InitAckChunk.class).get(0);
        assertEquals(5, ack.fields().outboundStreams());
        assertEquals(65_535, ack.fields().inboundStreams());
    }

    @Test // section 8.3
    void answersAHeartbeatBeforeItsCookieIsAcknowledged() {
        SctpAssociation association = alone();
        association.connect(0);
        drain(association, 0);
        var cookie = new Parameter.StateCookie(Bytes.ofHex("01"));
        association.handlePacket(
                Packets.packet(0xAAAA, new InitAckChunk(fields(0xBBBB, cookie))), 0);
        drain(association, 0);
        var beat = new HeartbeatChunk(Bytes.ofHex("07"));
        association.handlePacket(Packets.packet(0xAAAA, beat), 0);
        assertEquals(
                List.of(new HeartbeatAckChunk(beat.info())),
                Packets.chunks(drain(association, 0).get(0)));
    }

    @Test // section 5.1.2: an INIT ACK without a cookie
    void abortsWithoutACookie() {
        SctpAssociation association = alone();
        association.connect(0);
        drain(association, 0);
        association.handlePacket(Packets.packet(0xAAAA, new InitAckChunk(fields(0xBBBB))), 0);
        assertEquals(
                List.of(
                        new AbortChunk(
                                false, List.of(new ErrorCause.MissingParameters(List.of(7))))),
                Packets.chunks(drain(association, 0).get(0)));
        assertEquals(SctpState.CLOSED, association.state());
    }

    @Test // section 3.2.1
    void reportsUnknownParametersThatAskForIt() {
        SctpAssociation association = alone();
        var reported = new Parameter.Unknown(0xC123, Bytes.ofHex("01"));
        var silent = new Parameter.Unknown(0x8123, Bytes.ofHex("02"));
        var last = new Parameter.Unknown(0x4123, Bytes.ofHex("03"));
        var behind = new Parameter.Unknown(0xC124, Bytes.ofHex("04"));
        association.handlePacket(
                Packets.packet(0, new InitChunk(fields(0xBBBB, silent, reported, last, behind))),
                0);
        InitFields answer =
                Packets.chunks(drain(association, 0).get(0), InitAckChunk.class).get(0).fields();
        assertEquals(
                List.of(
                        new Parameter.Unrecognized(reported.toBytes()),
                        new Parameter.Unrecognized(last.toBytes())),
                answer.parameters().stream()
                        .filter(Parameter.Unrecognized.class::isInstance)
                        .toList());

        SctpAssociation client = alone();
        client.connect(0);
        drain(client, 0);
        var cookie = new Parameter.StateCookie(Bytes.ofHex("0102"));
        client.handlePacket(
                Packets.packet(0xAAAA, new InitAckChunk(fields(0xBBBB, cookie, reported))), 0);
        assertEquals(
                List.of(
                        new CookieEchoChunk(Bytes.ofHex("0102")),
                        new ErrorChunk(
                                List.of(
                                        new ErrorCause.Echo(
                                                ErrorCause.UNRECOGNIZED_PARAMETERS,
                                                reported.toBytes())))),
                Packets.chunks(drain(client, 0).get(0)));
    }

    @Test // section 8.5.1
    void dropsPacketsUnderAWrongTagPortOrChecksum() {
        SctpAssociation association = established();
        long before = association.counters().packetsDiscarded();
        association.handlePacket(Packets.packet(0xAAAB, new AbortChunk(false, List.of())), 0);
        association.handlePacket(Packets.packet(0xAAAA, new AbortChunk(true, List.of())), 0);
        association.handlePacket(Packets.packet(0xBBBB, new AbortChunk(false, List.of())), 0);
        ByteBuffer otherPort = Packets.packet(0xAAAA, new AbortChunk(false, List.of()));
        otherPort.putShort(0, (short) 5_001);
        SctpPacket.seal(otherPort);
        association.handlePacket(otherPort, 0);
        ByteBuffer damaged = Packets.packet(0xAAAA, new AbortChunk(false, List.of()));
        damaged.put(13, (byte) 7);
        association.handlePacket(damaged, 0);
        association.handlePacket(ByteBuffer.allocate(5), 0);
        // RFC 9260, section 8.5.1, rule A: INIT with a tag, or not alone
        association.handlePacket(Packets.packet(0xAAAA, new InitChunk(fields(1))), 0);
        association.handlePacket(
                Packets.packet(0, new InitChunk(fields(1)), new CookieAckChunk()), 0);
        assertEquals(8, association.counters().packetsDiscarded() - before);
        assertTrue(drain(association, 0).isEmpty());
        assertEquals(SctpState.CONNECTED, association.state());
        association.handlePacket(Packets.packet(0xBBBB, new AbortChunk(true, List.of())), 0);
        assertEquals(SctpState.CLOSED, association.state());
    }

    @Test // section 8.4
    void answersWhatBelongsToNoAssociation() {
        SctpAssociation association = alone();
        var data = new DataChunk(3, 1, 0, 0, 53, ByteBuffer.allocate(1));
        association.handlePacket(Packets.packet(0x1234, data), 0);
        ByteBuffer answer = association.pollOutput(0);
        assertEquals(0x1234, Packets.tag(answer));
        assertEquals(List.of(new AbortChunk(true, List.of())), Packets.chunks(answer));
        association.handlePacket(Packets.packet(0x1234, new ShutdownAckChunk()), 0);
        assertEquals(
                List.of(new ShutdownCompleteChunk(true)),
                Packets.chunks(association.pollOutput(0)));
        for (Chunk silent :
                List.of(
                        new AbortChunk(false, List.of()),
                        new ShutdownCompleteChunk(false),
                        new CookieAckChunk(),
                        new ErrorChunk(List.of(new ErrorCause.StaleCookie(1))))) {
            association.handlePacket(Packets.packet(0x1234, silent), 0);
            assertNull(association.pollOutput(0), silent.toString());
        }
    }

    @Test // section 8.4, rules 2 and 6: wherever in the packet it stands
    void answersNoPacketOfAnAssociationThatIsNotWithAnAbortInIt() {
        SctpAssociation association = alone();
        var data = new DataChunk(3, 1, 0, 0, 53, ByteBuffer.allocate(1));
        var abort = new AbortChunk(false, List.of());
        association.handlePacket(Packets.packet(0x1234, data, abort), 0);
        assertNull(association.pollOutput(0));
        association.handlePacket(Packets.packet(0x1234, data, data), 0);
        assertTrue(Packets.has(association.pollOutput(0), AbortChunk.class));
    }

    @Test // sections 3.3.2.1.3 and 5.2.6
    void givesACookieALongerLifeWhereItIsAskedFor() {
        for (long increment : new long[] {30_000, 0xFFFFFFFFL}) {
            InitFields plain = fields(0xBBBB);
            var fields =
                    new InitFields(
                            plain.initiateTag(),
                            plain.advertisedWindowBytes(),
                            plain.outboundStreams(),
                            plain.inboundStreams(),
                            plain.initialTsn(),
                            List.of(new Parameter.CookiePreservative(increment)));
            SctpAssociation association = alone();
            Bytes cookie = cookieOf(association, fields, 0);
            long late = (60 + Math.min(increment / 1_000, 60)) * SECOND;
            var echo = Packets.packet(0xAAAA, new CookieEchoChunk(cookie));
            association.handlePacket(echo.duplicate(), late + 1);
            assertEquals(SctpState.NEW, association.state());
            association.handlePacket(echo, late);
            assertEquals(SctpState.CONNECTED, association.state());
        }
    }

    @Test // section 5.2.6
    void asksForALongerLifeOfACookieThatWasStale() {
        SctpAssociation association = alone();
        association.connect(0);
        drain(association, 0);
        var initAck =
                new InitAckChunk(
                        new InitFields(
                                0xBBBB,
                                100_000,
                                10,
                                10,
                                1,
                                List.of(new Parameter.StateCookie(Bytes.ofHex("01")))));
        association.handlePacket(Packets.packet(0xAAAA, initAck), 0);
        drain(association, 0);
        var stale = new ErrorChunk(List.of(new ErrorCause.StaleCookie(2_500_000)));
        association.handlePacket(Packets.packet(0xAAAA, stale), 0);
        var init = Packets.chunks(association.pollOutput(0), InitChunk.class).get(0);
        assertTrue(init.fields().parameters().contains(new Parameter.CookiePreservative(2_501)));
    }

    @Test // section 8.5.1, rule E
    void answersAShutdownAckDuringSetup() {
        SctpAssociation association = alone();
        association.connect(0);
        drain(association, 0);
        association.handlePacket(Packets.packet(0x1234, new ShutdownAckChunk()), 0);
        ByteBuffer answer = association.pollOutput(0);
        assertEquals(0x1234, Packets.tag(answer));
        assertEquals(List.of(new ShutdownCompleteChunk(true)), Packets.chunks(answer));
        assertEquals(SctpState.CONNECTING, association.state());
    }

    @Test
    void connectsOverABadPath() {
        for (long seed = 1; seed <= 40; seed++) {
            LinkProfile bad =
                    Ends.PATH.withLoss(0.4).withDuplication(0.2).withJitter(Duration.ofMillis(100));
            var options = SctpOptions.builder().maxInitRetransmits(50).build();
            Pair<SctpEnd, SctpEnd> lossy = Ends.pair(options, bad, seed);
            lossy.a().connect(0);
            lossy.z().connect(0);
            lossy.runFor(Duration.ofMinutes(3));
            assertTrue(lossy.a().isConnected() && lossy.z().isConnected(), "seed " + seed);
            assertEquals(1, lossy.a().events(SctpEvent.Established.class).size());
            assertEquals(1, lossy.z().events(SctpEvent.Established.class).size());
        }
    }
}
