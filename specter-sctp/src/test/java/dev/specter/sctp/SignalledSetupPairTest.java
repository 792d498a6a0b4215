package dev.specter.sctp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.common.Bytes;
import dev.specter.testkit.Pair;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/** Set-up with INIT chunks that came by signalling (draft-hancke-tsvwg-snap). */
class SignalledSetupPairTest {
    private final Pair<SctpEnd, SctpEnd> pair = Ends.pair(Ends.PATH, 1);

    private boolean connect(SctpEnd end, SctpEnd other) {
        return end.association.connectWith(other.association.localInit(), pair.nowNanos());
    }

    @Test
    void connectsWithoutAPacket() {
        assertTrue(connect(pair.a(), pair.z()));
        assertTrue(connect(pair.z(), pair.a()));
        assertTrue(pair.a().isConnected() && pair.z().isConnected());
        assertTrue(pair.a().association.isInterleaved());
        assertTrue(pair.a().association.isStreamResetSupported());
        assertEquals(0, pair.aToZ().sentCount());
        pair.a().send(1, new byte[100_000], pair.nowNanos());
        pair.z().send(1, new byte[100_000], pair.nowNanos());
        pair.runFor(Duration.ofSeconds(2));
        assertEquals(1, pair.a().messages.size());
        assertEquals(1, pair.z().messages.size());
    }

    @Test // half a round trip is all that a first message takes
    void carriesAMessageAtOnce() {
        connect(pair.a(), pair.z());
        connect(pair.z(), pair.a());
        pair.a().send(1, new byte[10], 0);
        pair.runUntil(() -> !pair.z().messages.isEmpty(), Duration.ofSeconds(1).toNanos());
        assertEquals(Duration.ofMillis(20).toNanos(), pair.nowNanos());
    }

    @Test
    void sendsWhatWasQueuedBefore() {
        pair.a().send(1, new byte[10], 0);
        connect(pair.a(), pair.z());
        connect(pair.z(), pair.a());
        pair.runFor(Duration.ofSeconds(1));
        assertEquals(1, pair.z().messages.size());
    }

    @Test
    void refusesWhatIsNoInit() {
        String init = pair.z().association.localInit().toString();
        for (Bytes wrong :
                new Bytes[] {
                    Bytes.EMPTY,
                    Bytes.ofHex("01000014"),
                    Bytes.ofHex("0b000004"),
                    // tag 0, then no streams
                    Bytes.ofHex("01000014000000000010000000010001" + "00000001"),
                    Bytes.ofHex("01000014000000010010000000000000" + "00000001"),
                    Bytes.ofHex("01000014000000010010000000010001" + "00000001" + "0b000004")
                }) {
            assertFalse(SctpAssociation.isAcceptableInit(wrong), wrong + " " + init);
            assertFalse(pair.a().association.connectWith(wrong, 0), wrong + " " + init);
        }
        assertEquals(SctpState.NEW, pair.a().association.state());
        Ends.connectBoth(pair);
    }

    @Test
    void doesNothingOnceSetUpHasBegun() {
        pair.a().connect(0);
        assertFalse(connect(pair.a(), pair.z()));
        Ends.connectBoth(pair);
        assertFalse(connect(pair.a(), pair.z()));
    }

    @Test // RFC 9260, section 5.2.4, still holds
    void noticesARestartOfThePeer() {
        connect(pair.a(), pair.z());
        connect(pair.z(), pair.a());
        var reborn =
                new Pair<>(
                        pair.a(),
                        new SctpEnd(SctpOptions.defaults(), new TestRandom(77, 1)),
                        Ends.PATH,
                        2);
        reborn.z().connect(pair.nowNanos());
        reborn.runFor(Duration.ofSeconds(2));
        assertEquals(1, pair.a().events(SctpEvent.Restarted.class).size());
        assertTrue(reborn.z().isConnected());
    }
}
