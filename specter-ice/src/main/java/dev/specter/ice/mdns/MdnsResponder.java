package dev.specter.ice.mdns;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/**
 * Answers for names of our own, each with one address (RFC 6762, sections 6, 8.3 and 10.1). The
 * names are random, so nobody else has them and there is no probing. Loop-confined.
 */
final class MdnsResponder {
    static final int PORT = 5353;
    static final int MAX_NAMES = 10_000;

    /** RFC 6762, section 10: of records with a host name. */
    private static final long TTL_SECONDS = 120;

    /** RFC 6762, section 6.7: what resolvers that know no multicast DNS may keep. */
    private static final long LEGACY_TTL_SECONDS = 10;

    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final int ANNOUNCEMENTS = 2;
    private static final long NEVER = Long.MAX_VALUE;

    private static final class Entry {
        private final DnsAddress record;

        /** When everybody on the link heard it last. */
        private long multicastNanos;

        /** When it was last multicast as an answer. */
        private long answeredNanos = -SECOND_NANOS;

        private int announcementsLeft = ANNOUNCEMENTS;
        private long announceNanos;

        Entry(DnsAddress record, long nowNanos) {
            this.record = record;
            announceNanos = nowNanos;
        }
    }

    private final Map<String, Entry> entries = new HashMap<>();

    /** Those of them that are still being announced. */
    private final List<Entry> announcing = new ArrayList<>();

    private final Queue<MdnsOutput> outputs = new ArrayDeque<>();

    /**
     * Answers for a name from now on.
     *
     * @return false if there are too many
     */
    boolean add(String name, InetAddress address, long nowNanos) {
        if (entries.size() >= MAX_NAMES) {
            return false;
        }
        Entry entry = new Entry(new DnsAddress(name, address, TTL_SECONDS, true), nowNanos);
        entries.put(name, entry);
        announcing.add(entry);
        handleTimeout(nowNanos);
        return true;
    }

    /** Answers for a name no more, and says so. */
    void remove(String name) {
        Entry entry = entries.remove(name);
        if (entry != null) {
            announcing.remove(entry);
            multicast(List.of(entry.record.with(0, true)));
        }
    }

    void removeAll() {
        List.copyOf(entries.keySet()).forEach(this::remove);
    }

    /** RFC 6762, section 8.3: announces twice, a second apart. */
    void handleTimeout(long nowNanos) {
        for (Entry entry : announcing) {
            if (entry.announceNanos <= nowNanos) {
                entry.announcementsLeft--;
                entry.announceNanos = nowNanos + SECOND_NANOS;
                entry.multicastNanos = nowNanos;
                multicast(List.of(entry.record));
            }
        }
        announcing.removeIf(entry -> entry.announcementsLeft == 0);
    }

    long nextTimeoutNanos() {
        return announcing.stream().mapToLong(entry -> entry.announceNanos).min().orElse(NEVER);
    }

    /** Answers what it can. */
    void handleQuery(DnsMessage query, InetSocketAddress source, long nowNanos) {
        boolean legacy = source.getPort() != PORT;
        List<DnsAddress> toAll = new ArrayList<>();
        List<DnsAddress> toOne = new ArrayList<>();
        for (DnsQuestion question : query.questions()) {
            Entry entry = entries.get(question.name());
            if (entry == null || !question.asksFor(entry.record)) {
                continue;
            }
            if (legacy) {
                toOne.add(entry.record.with(LEGACY_TTL_SECONDS, false));
            } else if (!isKnown(entry.record, query.answers())) {
                long sinceNanos = nowNanos - entry.multicastNanos;
                // RFC 6762, section 5.4: unicast will do if others heard it not long ago.
                if (question.wantsUnicast() && sinceNanos < TTL_SECONDS / 4 * SECOND_NANOS) {
                    toOne.add(entry.record);
                } else if (nowNanos - entry.answeredNanos >= SECOND_NANOS) {
                    // RFC 6762, section 6: not more than once a second. Deviates: announcements do
                    // not count, or a peer that is told the name at once would wait for a second.
                    entry.multicastNanos = nowNanos;
                    entry.answeredNanos = nowNanos;
                    toAll.add(entry.record);
                }
            }
        }
        if (!toAll.isEmpty()) {
            multicast(toAll);
        }
        if (!toOne.isEmpty()) {
            // RFC 6762, section 6.7: id and question are repeated for those who know only DNS.
            DnsMessage answer =
                    legacy
                            ? DnsMessage.response(query.id(), query.questions(), toOne)
                            : DnsMessage.response(0, List.of(), toOne);
            outputs.add(new MdnsOutput(answer, Optional.of(source)));
        }
    }

    /** RFC 6762, section 7.1: the asker knows, for half of the time to live at least. */
    private static boolean isKnown(DnsAddress record, List<DnsAddress> known) {
        return known.stream()
                .anyMatch(
                        there ->
                                there.name().equals(record.name())
                                        && there.address().equals(record.address())
                                        && there.ttlSeconds() >= TTL_SECONDS / 2);
    }

    private void multicast(List<DnsAddress> records) {
        DnsMessage response = DnsMessage.response(0, List.of(), records);
        outputs.add(new MdnsOutput(response, Optional.empty()));
    }

    boolean isIdle() {
        return entries.isEmpty();
    }

    MdnsOutput pollOutput() {
        return outputs.poll();
    }
}
