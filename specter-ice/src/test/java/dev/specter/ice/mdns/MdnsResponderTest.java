package dev.specter.ice.mdns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

class MdnsResponderTest {
    private static final long SECOND = 1_000_000_000L;
    private static final String NAME = DnsMessageFuzzTest.NAME;
    private static final InetAddress ADDRESS = DnsMessageFuzzTest.ip("192.0.2.1");
    private static final InetAddress ASKER_ADDRESS = DnsMessageFuzzTest.ip("192.0.2.9");
    private static final InetSocketAddress ASKER = new InetSocketAddress(ASKER_ADDRESS, 5353);
    private static final InetSocketAddress LEGACY = new InetSocketAddress(ASKER_ADDRESS, 40_000);
    private static final DnsAddress RECORD = new DnsAddress(NAME, ADDRESS, 120, true);

    private final MdnsResponder responder = new MdnsResponder();

    private void addAndForgetAnnouncements() {
        assertTrue(responder.add(NAME, ADDRESS, 0));
        responder.handleTimeout(SECOND);
        while (responder.pollOutput() != null) {
            assertFalse(responder.isIdle());
        }
    }

    private MdnsOutput ask(int type, boolean unicast, InetSocketAddress from, long nowNanos) {
        return ask(
                DnsMessage.query(0, List.of(new DnsQuestion(NAME, type, unicast))), from, nowNanos);
    }

    private MdnsOutput ask(DnsMessage query, InetSocketAddress from, long nowNanos) {
        responder.handleQuery(query, from, nowNanos);
        MdnsOutput output = responder.pollOutput();
        assertNull(responder.pollOutput());
        return output;
    }

    private static MdnsOutput toAll(DnsAddress record) {
        return new MdnsOutput(DnsMessage.response(0, List.of(), List.of(record)), Optional.empty());
    }

    @Test // RFC 6762, section 8.3
    void announcesTwiceASecondApart() {
        responder.add(NAME, ADDRESS, 0);
        assertEquals(toAll(RECORD), responder.pollOutput());
        assertEquals(SECOND, responder.nextTimeoutNanos());
        responder.handleTimeout(SECOND - 1);
        assertNull(responder.pollOutput());
        responder.handleTimeout(SECOND);
        assertEquals(toAll(RECORD), responder.pollOutput());
        assertEquals(Long.MAX_VALUE, responder.nextTimeoutNanos());
    }

    @Test
    void answersForItsNamesAndTypesOnly() {
        addAndForgetAnnouncements();
        assertEquals(toAll(RECORD), ask(DnsAddress.A, false, ASKER, 10 * SECOND));
        assertEquals(toAll(RECORD), ask(DnsQuestion.ANY, false, ASKER, 20 * SECOND));
        assertNull(ask(DnsAddress.AAAA, false, ASKER, 30 * SECOND));
        DnsMessage other =
                DnsMessage.query(0, List.of(new DnsQuestion("x.local", DnsAddress.A, false)));
        assertNull(ask(other, ASKER, 40 * SECOND));
    }

    @Test // RFC 6762, section 6
    void multicastsOnceASecondAtMost() {
        addAndForgetAnnouncements();
        assertEquals(toAll(RECORD), ask(DnsAddress.A, false, ASKER, 10 * SECOND));
        assertNull(ask(DnsAddress.A, false, ASKER, 11 * SECOND - 1));
        assertEquals(toAll(RECORD), ask(DnsAddress.A, false, ASKER, 11 * SECOND));
    }

    @Test
    void aPeerThatIsToldTheNameAtOnceNeedNotWait() {
        responder.add(NAME, ADDRESS, 0);
        responder.pollOutput();
        assertEquals(toAll(RECORD), ask(DnsAddress.A, false, ASKER, 1000));
        assertNull(ask(DnsAddress.A, false, ASKER, 2000));
    }

    @Test // RFC 6762, section 5.4
    void answersOneIfThatIsEnough() {
        addAndForgetAnnouncements();
        MdnsOutput output = ask(DnsAddress.A, true, ASKER, 2 * SECOND);
        assertEquals(Optional.of(ASKER), output.to());
        assertEquals(List.of(RECORD), output.message().answers());
        assertEquals(
                toAll(RECORD),
                ask(DnsAddress.A, true, ASKER, 32 * SECOND),
                "not heard by the others for a quarter of its time");
    }

    @Test // RFC 6762, section 6.7
    void answersWhoKnowsOnlyDns() {
        addAndForgetAnnouncements();
        DnsQuestion question = new DnsQuestion(NAME, DnsAddress.A, false);
        MdnsOutput output = ask(DnsMessage.query(77, List.of(question)), LEGACY, SECOND + 1);
        assertEquals(Optional.of(LEGACY), output.to());
        assertEquals(
                DnsMessage.response(77, List.of(question), List.of(RECORD.with(10, false))),
                output.message());
    }

    @Test // RFC 6762, section 7.1
    void doesNotTellWhatIsKnown() {
        addAndForgetAnnouncements();
        DnsQuestion question = new DnsQuestion(NAME, DnsAddress.A, false);
        for (long ttlSeconds : new long[] {59, 60}) {
            DnsMessage query =
                    new DnsMessage(
                            0,
                            false,
                            List.of(question),
                            List.of(RECORD.with(ttlSeconds, false)),
                            List.of());
            MdnsOutput output = ask(query, ASKER, ttlSeconds * 2 * SECOND);
            assertEquals(ttlSeconds >= 60, output == null, ttlSeconds + " s");
        }
    }

    @Test // RFC 6762, section 10.1
    void saysGoodbyeAndIsSilent() {
        addAndForgetAnnouncements();
        responder.remove(NAME);
        assertEquals(toAll(RECORD.with(0, true)), responder.pollOutput());
        assertNull(ask(DnsAddress.A, false, ASKER, 10 * SECOND));
        responder.remove(NAME);
        assertNull(responder.pollOutput());
        assertTrue(responder.isIdle());
    }

    @Test
    void hasSoManyNames() {
        for (int i = 0; i < MdnsResponder.MAX_NAMES; i++) {
            assertTrue(responder.add("n" + i, ADDRESS, 0));
        }
        assertFalse(responder.add("more", ADDRESS, 0));
    }

    @Test
    void aQuerierUnderstandsIt() throws Exception {
        addAndForgetAnnouncements();
        MdnsQuerier querier = new MdnsQuerier();
        querier.ask(NAME, 0);
        DnsMessage query = DnsMessage.parse(querier.pollOutput().message().toBytes());
        DnsMessage answer = DnsMessage.parse(ask(query, ASKER, 10 * SECOND).message().toBytes());
        querier.handleResponse(answer, 0);
        assertEquals(List.of(ADDRESS), querier.pollEvent().addresses());
    }
}
