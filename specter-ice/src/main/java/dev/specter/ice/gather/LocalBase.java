package dev.specter.ice.gather;

import dev.specter.ice.agent.Base;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A base that servers are spoken to from, and who waits for their datagrams. Loop-confined. */
final class LocalBase {
    final Base base;

    /** RFC 8445, section 5.1.2.1: 0 to 65,535. */
    final int preference;

    final BaseUse use;

    private final Map<InetSocketAddress, List<ServerTask>> tasks = new HashMap<>();

    LocalBase(Base base, int preference, BaseUse use) {
        this.base = base;
        this.preference = preference;
        this.use = use;
    }

    /** Whether this socket is meant for what the server does. */
    boolean isGoodFor(Server server) {
        return switch (use) {
            case ALL -> true;
            case NO_RELAY -> !server.url.scheme().isRelay();
            case RELAY_ONLY -> server.url.scheme().isRelay();
        };
    }

    /** A task that is to get what comes from a server. */
    void listen(InetSocketAddress server, ServerTask task) {
        List<ServerTask> there = tasks.computeIfAbsent(server, s -> new ArrayList<>(1));
        if (!there.contains(task)) {
            // A relay takes whatever is from its server, the others only what they wait for.
            there.add(task instanceof RelayTask ? there.size() : 0, task);
        }
    }

    void unlisten(ServerTask task) {
        tasks.values().forEach(there -> there.remove(task));
        tasks.values().removeIf(List::isEmpty);
    }

    /** Whether there is an allocation, or will be, on a server. */
    boolean hasRelay(InetSocketAddress server) {
        return tasks.getOrDefault(server, List.of()).stream().anyMatch(RelayTask.class::isInstance);
    }

    boolean handleDatagram(InetSocketAddress source, byte[] datagram, long nowNanos) {
        List<ServerTask> there = tasks.get(source);
        if (there == null) {
            return false;
        }
        for (int i = 0; i < there.size(); i++) {
            if (there.get(i).handleDatagram(source, datagram, nowNanos)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a server can be reached at all: same family, and not beyond this host or link. */
    boolean canReach(InetSocketAddress server) {
        InetAddress here = base.address().getAddress();
        InetAddress there = server.getAddress();
        return here.getClass() == there.getClass()
                && (!here.isLoopbackAddress() || there.isLoopbackAddress())
                && (!here.isLinkLocalAddress() || there.isLinkLocalAddress());
    }
}
