package dev.specter.ice.mdns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.ice.mdns.MdnsQuerier.Resolved;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

class MdnsQuerierTest {
    private static final long SECOND = 1_000_000_000L;
    private static final InetAddress V4 = DnsMessageFuzzTest.ip("192.0.2.1");
    private static final InetAddress V6 = DnsMessageFuzzTest.ip("2001:db8::1");

    private final MdnsQuerier querier = new MdnsQuerier();

    private static DnsMessage answer(String name, long ttlSeconds, InetAddress... addresses) {
        List<DnsAddress> records = new ArrayList<>();
        for (InetAddress address : addresses) {
            records.add(new DnsAddress(name, address, ttlSeconds, true));
        }
        return DnsMessage.response(0, List.of(), records);
    }

    private int queries() {
        int count = 0;
        while (querier.pollOutput() != null) {
            count++;
        }
        return count;
    }

    @Test // RFC 6762, section 5.2
    void asksForBothFamiliesAndRepeatsItTwiceAsLate() {
        querier.ask("a.local", 0);
        DnsMessage query = querier.pollOutput().message();
        assertEquals(
                List.of(
                        new DnsQuestion("a.local", DnsAddress.A, false),
                        new DnsQuestion("a.local", DnsAddress.AAAA, false)),
                query.questions());
        List<Long> times = new ArrayList<>();
        while (querier.nextTimeoutNanos() != Long.MAX_VALUE) {
            long dueNanos = querier.nextTimeoutNanos();
            querier.handleTimeout(dueNanos);
            if (queries() > 0) {
                times.add(dueNanos / SECOND);
            }
        }
        assertEquals(List.of(1L, 3L), times);
        assertEquals(new Resolved("a.local", List.of()), querier.pollEvent());
        assertTrue(querier.isIdle());
    }

    @Test
    void theAnswerEndsTheQuestionAndIsRemembered() {
        querier.ask("a.local", 0);
        querier.ask("a.local", 0);
        assertEquals(1, queries());
        querier.handleResponse(answer("a.local", 120, V6, V4), 5);
        assertEquals(new Resolved("a.local", List.of(V6, V4)), querier.pollEvent());
        assertNull(querier.pollEvent(), "once for both");
        querier.ask("a.local", 119 * SECOND);
        assertEquals(List.of(V6, V4), querier.pollEvent().addresses());
        querier.ask("a.local", 121 * SECOND);
        assertNull(querier.pollEvent(), "too old");
        assertEquals(1, queries());
    }

    @Test
    void nobodyIsBelievedLongerThanTwoMinutes() {
        querier.ask("a.local", 0);
        querier.handleResponse(answer("a.local", 0xFFFFFFFFL, V4), 0);
        assertNotNull(querier.pollEvent());
        querier.ask("a.local", 121 * SECOND);
        assertNull(querier.pollEvent());
    }

    @Test
    void whatWasNotAskedForIsNotBelieved() {
        querier.handleResponse(answer("a.local", 120, V4), 0);
        querier.ask("a.local", 1);
        assertNull(querier.pollEvent());
        querier.handleResponse(answer("b.local", 120, V4), 2);
        assertNull(querier.pollEvent());
    }

    @Test
    void aSecondAnswerDoesNotReplaceTheFirst() {
        querier.ask("a.local", 0);
        querier.handleResponse(answer("a.local", 120, V4), 0);
        querier.handleResponse(answer("a.local", 120, V6), 1);
        querier.pollEvent();
        querier.ask("a.local", 2);
        assertEquals(List.of(V4), querier.pollEvent().addresses());
    }

    @Test // RFC 6762, section 10.1
    void aGoodbyeIsNoAnswerAndIsForgotten() {
        querier.ask("a.local", 0);
        querier.handleResponse(answer("a.local", 0, V4), 0);
        assertNull(querier.pollEvent());
        querier.handleResponse(answer("a.local", 120, V4), 1);
        assertNotNull(querier.pollEvent());
        querier.handleResponse(answer("a.local", 0, V4), 2);
        querier.ask("a.local", 3);
        assertNull(querier.pollEvent());
    }

    @Test
    void soManyAreAskedForAtATimeAndSoManyRemembered() {
        for (int i = 0; i < MdnsQuerier.MAX_PENDING; i++) {
            querier.ask("a" + i + ".local", 0);
        }
        assertNull(querier.pollEvent());
        querier.ask("more.local", 0);
        assertEquals(new Resolved("more.local", List.of()), querier.pollEvent());
        for (int i = 0; i < 3 * MdnsQuerier.MAX_CACHED; i++) {
            querier.handleResponse(answer("a" + i % 256 + ".local", 120, V4), 0);
            querier.ask("b" + i + ".local", 0);
            querier.handleResponse(answer("b" + i + ".local", 120, V4), 0);
        }
        while (querier.pollEvent() != null) {
            queries();
        }
        querier.ask("b0.local", 1);
        assertNull(querier.pollEvent(), "made room for others");
        querier.ask("b" + (3 * MdnsQuerier.MAX_CACHED - 1) + ".local", 1);
        assertNotNull(querier.pollEvent());
    }

    @Test
    void aNameThatCannotBeWrittenHasNoAddress() {
        for (String name :
                List.of("", ".local", "a..local", "x".repeat(64) + ".local", "é.local")) {
            querier.ask(name, 0);
            assertEquals(new Resolved(name, List.of()), querier.pollEvent());
        }
        assertEquals(0, queries());
    }
}
