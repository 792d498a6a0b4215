package dev.specter.ice.mdns;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/**
 * Asks the link for the addresses of names (RFC 6762, section 5) and remembers the answers.
 * Believes nothing it has not asked for. Loop-confined.
 */
final class MdnsQuerier {
    /** Names asked for at a time. */
    static final int MAX_PENDING = 256;

    static final int MAX_CACHED = 512;

    /** How long an answer may take; three queries fit in. */
    static final long TIMEOUT_NANOS = 5_000_000_000L;

    /** RFC 6762, section 5.2: a second before the first repetition, then twice as long each. */
    private static final long FIRST_INTERVAL_NANOS = 1_000_000_000L;

    /** RFC 6762, section 10: what a host name lives for; nobody gets us to believe it longer. */
    private static final long MAX_TTL_SECONDS = 120;

    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long NEVER = Long.MAX_VALUE;

    /** The end of a question; no address when nobody answered. */
    record Resolved(String name, List<InetAddress> addresses) {}

    private static final class Pending {
        private final long endNanos;
        private long dueNanos;
        private long intervalNanos = FIRST_INTERVAL_NANOS;

        Pending(long nowNanos) {
            endNanos = nowNanos + TIMEOUT_NANOS;
            dueNanos = nowNanos;
        }
    }

    private record Cached(List<InetAddress> addresses, long endNanos) {}

    private final Map<String, Pending> pending = new LinkedHashMap<>();

    /** Oldest first. */
    private final Map<String, Cached> cache = new LinkedHashMap<>();

    private final Queue<MdnsOutput> outputs = new ArrayDeque<>();
    private final Queue<Resolved> events = new ArrayDeque<>();

    /**
     * Asks for a name, unless the answer is known or being waited for.
     *
     * @param name in the form of {@link DnsName#normal}
     */
    void ask(String name, long nowNanos) {
        Cached known = cache.get(name);
        if (known != null && known.endNanos > nowNanos) {
            events.add(new Resolved(name, known.addresses));
        } else if (!pending.containsKey(name)) {
            if (pending.size() >= MAX_PENDING || !DnsName.isWritable(name)) {
                events.add(new Resolved(name, List.of()));
                return;
            }
            pending.put(name, new Pending(nowNanos));
            handleTimeout(nowNanos);
        }
    }

    /** Takes what somebody on the link says. */
    void handleResponse(DnsMessage response, long nowNanos) {
        Map<String, List<DnsAddress>> byName = new HashMap<>();
        for (List<DnsAddress> section : List.of(response.answers(), response.additional())) {
            for (DnsAddress record : section) {
                byName.computeIfAbsent(record.name(), name -> new ArrayList<>()).add(record);
            }
        }
        byName.forEach((name, records) -> handleRecords(name, records, nowNanos));
    }

    private void handleRecords(String name, List<DnsAddress> records, long nowNanos) {
        if (records.stream().allMatch(record -> record.ttlSeconds() == 0)) {
            cache.remove(name); // RFC 6762, section 10.1: goodbye
            return;
        }
        if (pending.remove(name) == null) {
            return;
        }
        List<DnsAddress> living =
                records.stream().filter(record -> record.ttlSeconds() > 0).toList();
        List<InetAddress> addresses = living.stream().map(DnsAddress::address).distinct().toList();
        long ttlSeconds =
                living.stream().mapToLong(DnsAddress::ttlSeconds).min().orElse(MAX_TTL_SECONDS);
        cache.remove(name);
        if (cache.size() >= MAX_CACHED) {
            cache.remove(cache.keySet().iterator().next());
        }
        long lifeNanos = Math.min(ttlSeconds, MAX_TTL_SECONDS) * SECOND_NANOS;
        cache.put(name, new Cached(addresses, nowNanos + lifeNanos));
        events.add(new Resolved(name, addresses));
    }

    void handleTimeout(long nowNanos) {
        List<String> ended = new ArrayList<>();
        pending.forEach(
                (name, question) -> {
                    if (question.endNanos <= nowNanos) {
                        ended.add(name);
                    } else if (question.dueNanos <= nowNanos) {
                        outputs.add(new MdnsOutput(query(name), Optional.empty()));
                        question.dueNanos = nowNanos + question.intervalNanos;
                        question.intervalNanos *= 2;
                    }
                });
        for (String name : ended) {
            pending.remove(name);
            events.add(new Resolved(name, List.of()));
        }
    }

    private static DnsMessage query(String name) {
        return DnsMessage.query(
                0,
                List.of(
                        new DnsQuestion(name, DnsAddress.A, false),
                        new DnsQuestion(name, DnsAddress.AAAA, false)));
    }

    long nextTimeoutNanos() {
        long next = NEVER;
        for (Pending question : pending.values()) {
            next = Math.min(next, Math.min(question.dueNanos, question.endNanos));
        }
        return next;
    }

    boolean isIdle() {
        return pending.isEmpty();
    }

    MdnsOutput pollOutput() {
        return outputs.poll();
    }

    Resolved pollEvent() {
        return events.poll();
    }
}
