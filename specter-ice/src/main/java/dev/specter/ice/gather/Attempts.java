package dev.specter.ice.gather;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The addresses of a server, to be tried one after the other, and those it sends us to (RFC 8489,
 * section 10). Loop-confined.
 */
final class Attempts {
    private static final int MAX_ADDRESSES = 4;
    private static final int MAX_REDIRECTS = 3;

    private final Deque<InetSocketAddress> left = new ArrayDeque<>();
    private final Set<InetSocketAddress> tried = new HashSet<>();
    private final long eachNanos;
    private int redirects;

    /**
     * All of them are to be tried.
     *
     * @param addresses only the first four count
     * @param timeoutNanos for all together
     */
    Attempts(List<InetSocketAddress> addresses, long timeoutNanos) {
        addresses.stream().distinct().limit(MAX_ADDRESSES).forEach(left::add);
        eachNanos = timeoutNanos / Math.max(1, left.size());
    }

    /** The next address, or null. */
    InetSocketAddress next() {
        InetSocketAddress next = left.poll();
        if (next != null) {
            tried.add(next);
        }
        return next;
    }

    boolean hasMore() {
        return !left.isEmpty();
    }

    /** Puts an address that a server named first; false if that may be a loop. */
    boolean redirect(InetSocketAddress server) {
        redirects++;
        if (redirects > MAX_REDIRECTS || tried.contains(server)) {
            return false;
        }
        left.addFirst(server);
        return true;
    }

    /** How long to wait for one while there are others. */
    long eachNanos() {
        return eachNanos;
    }
}
