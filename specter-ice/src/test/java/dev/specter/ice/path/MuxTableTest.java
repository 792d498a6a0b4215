package dev.specter.ice.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.ice.path.MuxTable.Member;

import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

class MuxTableTest {
    private static final byte[] DATA = {(byte) 0x80, 1, 2, 3};
    private static final InetSocketAddress PEER = Stuns.address("192.0.2.1", 5000);
    private static final InetSocketAddress OTHER = Stuns.address("192.0.2.2", 5000);

    private final MuxCounters counters = new MuxCounters();
    private final MuxTable table = new MuxTable(counters);
    private final Member a = member("aaaa");
    private final Member b = member("bbbb");

    private static final class Named extends Member {}

    private Member member(String fragment) {
        Member member = new Named();
        assertTrue(table.addFragment(member, fragment));
        return member;
    }

    private Optional<Member> route(byte[] datagram, InetSocketAddress source, long nowNanos) {
        return table.route(ByteBuffer.wrap(datagram), source, nowNanos);
    }

    private boolean admit(Member member, byte[] datagram, InetSocketAddress to, long nowNanos) {
        return table.admit(member, ByteBuffer.wrap(datagram), to, nowNanos);
    }

    @Test // RFC 8445, section 7.3: the fragment before the colon is ours
    void requestsGoToTheMemberWithTheirFragment() {
        assertEquals(Optional.of(a), route(Stuns.request("aaaa", 1), PEER, 0));
        assertEquals(Optional.of(b), route(Stuns.request("bbbb", 1), PEER, 0));
        assertEquals(Optional.empty(), route(Stuns.request("cccc", 1), PEER, 0));
        assertEquals(1, counters.unknownFragments());
    }

    @Test
    void dataGoesToWhoeverHasClaimedItsSource() {
        assertEquals(Optional.empty(), route(DATA, PEER, 0));
        table.claim(a, PEER, 0);
        assertEquals(Optional.of(a), route(DATA, PEER, 0));
        assertEquals(Optional.of(a), route(Stuns.indication(1), PEER, 0));
        assertEquals(Optional.empty(), route(DATA, OTHER, 0));
        assertEquals(2, counters.unknownSources());
    }

    @Test
    void aRequestThatIsNotClaimedLeavesNothingBehind() {
        for (int port = 1; port <= 1000; port++) {
            route(Stuns.request("aaaa", port), Stuns.address("198.51.100.1", port), 0);
        }
        assertEquals(0, table.claims());
        assertEquals(0, table.openRequests());
    }

    @Test
    void aForgedRequestNeitherStealsNorBlocksAnAddress() {
        table.claim(a, PEER, 0);
        assertEquals(Optional.empty(), route(Stuns.request("bbbb", 1), PEER, 1));
        table.claim(b, PEER, 1);
        assertEquals(Optional.of(a), route(DATA, PEER, 1));
        assertEquals(Optional.of(a), route(Stuns.request("aaaa", 1), PEER, 1));
        assertEquals(1, counters.taken());
    }

    @Test // RFC 7675, section 5.1: 30 seconds
    void aClaimThatNothingConfirmsGivesWay() {
        long later = MuxTable.CLAIM_NANOS + 1;
        table.claim(a, PEER, 0);
        assertEquals(Optional.of(b), route(Stuns.request("bbbb", 1), PEER, later));
        assertEquals(Optional.of(a), route(DATA, PEER, later), "nothing was proved yet");
        table.claim(b, PEER, later);
        assertEquals(Optional.of(b), route(DATA, PEER, later));
        table.remove(a);
        assertEquals(Optional.of(b), route(DATA, PEER, later), "not removed with a");
    }

    @Test
    void confirmedClaimsLast() {
        table.claim(a, PEER, 0);
        table.claim(a, PEER, MuxTable.CLAIM_NANOS);
        assertEquals(
                Optional.empty(), route(Stuns.request("bbbb", 1), PEER, MuxTable.CLAIM_NANOS + 1));
    }

    @Test
    void responsesGoToWhoeverAsked() {
        assertTrue(admit(a, Stuns.request("xxxx", 1), PEER, 0));
        assertTrue(admit(b, Stuns.request("xxxx", 2), PEER, 0));
        assertEquals(Optional.of(b), route(Stuns.response(2), PEER, 1));
        assertEquals(Optional.of(a), route(Stuns.response(1), PEER, 1));
        assertEquals(Optional.empty(), route(Stuns.response(1), PEER, 1), "answered before");
        assertEquals(0, table.openRequests());
    }

    @Test
    void requestsDoNotGoToAnAddressThatIsTaken() {
        table.claim(a, PEER, 0);
        assertFalse(admit(b, Stuns.request("xxxx", 1), PEER, 0));
        assertTrue(admit(a, Stuns.request("xxxx", 1), PEER, 0));
        assertTrue(admit(b, Stuns.response(1), PEER, 0), "answers are bound to a question");
        assertEquals(1, counters.taken());
    }

    @Test
    void requestsAreForgottenInTimeAndCounted() {
        admit(a, Stuns.request("xxxx", 1), PEER, 0);
        admit(a, Stuns.request("xxxx", 2), PEER, MuxTable.REQUEST_NANOS);
        assertEquals(1, table.openRequests());
        assertEquals(Optional.empty(), route(Stuns.response(1), PEER, MuxTable.REQUEST_NANOS));
        for (int id = 0; id < 2 * MuxTable.MAX_REQUESTS; id++) {
            admit(a, Stuns.request("xxxx", 100 + id), PEER, MuxTable.REQUEST_NANOS);
        }
        assertEquals(MuxTable.MAX_REQUESTS, table.openRequests());
        assertTrue(admit(b, Stuns.request("xxxx", 99), PEER, MuxTable.REQUEST_NANOS));
        assertEquals(Optional.of(b), route(Stuns.response(99), PEER, MuxTable.REQUEST_NANOS));
        admit(b, Stuns.request("xxxx", 98), PEER, 2 * MuxTable.REQUEST_NANOS);
        assertEquals(1, table.openRequests());
    }

    @Test
    void repeatedRequestsCountOnce() {
        for (int i = 0; i < 7; i++) {
            admit(a, Stuns.request("xxxx", 1), PEER, i);
        }
        assertEquals(1, table.openRequests());
    }

    @Test
    void aMemberClaimsSoManyAddressesAndThenItsOldestGoes() {
        for (int port = 1; port <= MuxTable.MAX_REMOTES; port++) {
            table.claim(a, Stuns.address("192.0.2.1", port), port);
        }
        table.claim(a, Stuns.address("192.0.2.1", 1), 1000);
        table.claim(a, OTHER, 1001);
        assertEquals(MuxTable.MAX_REMOTES, table.claims());
        assertEquals(Optional.of(a), route(DATA, Stuns.address("192.0.2.1", 1), 1001));
        assertEquals(Optional.empty(), route(DATA, Stuns.address("192.0.2.1", 2), 1001));
    }

    @Test
    void aRestartAddsAFragmentAndDropsTheOld() {
        table.claim(a, PEER, 0);
        assertTrue(table.addFragment(a, "a222"));
        assertFalse(table.addFragment(a, "bbbb"), "the neighbour's");
        assertEquals(Optional.of(a), route(Stuns.request("aaaa", 1), PEER, 0));
        assertEquals(Optional.of(a), route(Stuns.request("a222", 1), PEER, 0));
        table.removeFragment(a, "aaaa");
        table.removeFragment(a, "bbbb");
        assertEquals(Optional.empty(), route(Stuns.request("aaaa", 1), PEER, 0));
        assertEquals(Optional.of(a), route(DATA, PEER, 0));
        assertEquals(Optional.of(b), route(Stuns.request("bbbb", 1), OTHER, 0));
    }

    @Test
    void nothingReachesAMemberThatIsGoneAndItsPlaceIsFree() {
        table.claim(a, PEER, 0);
        admit(a, Stuns.request("xxxx", 1), PEER, 0);
        table.remove(a);
        table.claim(a, OTHER, 0);
        assertEquals(Optional.empty(), route(DATA, PEER, 0));
        assertEquals(Optional.empty(), route(DATA, OTHER, 0));
        assertEquals(Optional.empty(), route(Stuns.request("aaaa", 1), PEER, 0));
        assertEquals(Optional.empty(), route(Stuns.response(1), PEER, 0));
        Member again = member("aaaa");
        assertEquals(Optional.of(again), route(Stuns.request("aaaa", 1), PEER, 0));
    }
}
