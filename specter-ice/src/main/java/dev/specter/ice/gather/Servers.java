package dev.specter.ice.gather;

import dev.specter.ice.IceServer;
import dev.specter.ice.IceServerUrl;
import dev.specter.ice.stun.LongTermCredential;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The servers of a transport, and how far their names are resolved. Loop-confined. */
final class Servers implements Iterable<Server> {
    private final Outbox outbox;
    private final List<Server> servers = new ArrayList<>();
    private boolean onlyRelays;
    private long namesDueNanos = Long.MAX_VALUE;

    Servers(Outbox outbox) {
        this.outbox = outbox;
    }

    /** Takes other servers; one that is known by its URL stays what it is. */
    void configure(GatherOptions options) {
        onlyRelays = options.policy() == GatherPolicy.RELAY;
        List<Server> known = List.copyOf(servers);
        servers.clear();
        for (IceServer server : options.servers()) {
            Optional<LongTermCredential> credential =
                    server.username()
                            .flatMap(
                                    user ->
                                            server.credential()
                                                    .map(c -> new LongTermCredential(user, c)));
            for (IceServerUrl url : server.urls()) {
                if (servers.size() < GatherOptions.MAX_URLS) {
                    servers.add(server(url, credential, known));
                }
            }
        }
    }

    private Server server(
            IceServerUrl url, Optional<LongTermCredential> credential, List<Server> known) {
        for (Server server : known) {
            if (server.url.equals(url) && !servers.contains(server)) {
                server.credential = credential;
                return server;
            }
        }
        int index = 0;
        while (isTaken(index, known) || isTaken(index, servers)) {
            index++;
        }
        return new Server(url, credential, index);
    }

    private static boolean isTaken(int index, List<Server> by) {
        return by.stream().anyMatch(server -> server.index == index);
    }

    @Override
    public Iterator<Server> iterator() {
        return servers.iterator();
    }

    boolean contains(Server server) {
        return servers.contains(server);
    }

    /** Whether the policy has a use for what a server gives. */
    boolean isWanted(Server server) {
        return server.url.scheme().isRelay() || !onlyRelays;
    }

    /** Whether a task's server is there, and wanted. */
    boolean isAsked(ServerTask task) {
        return servers.stream().anyMatch(server -> task.isOf(server) && isWanted(server));
    }

    /**
     * Asks for the addresses of all.
     *
     * @param dueNanos until when they are waited for
     * @param onAddresses takes those that need no resolving
     */
    void resolve(long dueNanos, BiConsumer<Server, List<InetAddress>> onAddresses) {
        namesDueNanos = dueNanos;
        for (Server server : servers) {
            Optional<InetAddress> literal = server.url.literalAddress();
            if (!isWanted(server)) {
                server.decided = true;
            } else if (server.unsupported().isPresent()) {
                server.decided = true;
                error(server, server.unsupported().get());
            } else if (literal.isPresent()) {
                server.decided = true;
                onAddresses.accept(server, List.of(literal.get()));
            } else {
                server.decided = !server.addresses.isEmpty();
                outbox.names.add(server.url);
            }
        }
    }

    /** The name of a server was resolved, to no address if there is none. */
    void resolved(
            IceServerUrl url,
            List<InetAddress> addresses,
            BiConsumer<Server, List<InetAddress>> onAddresses) {
        for (Server server : servers) {
            if (server.url.equals(url)) {
                if (addresses.isEmpty() && !server.decided) {
                    error(server, "the name cannot be resolved");
                }
                server.decided = true;
                if (!addresses.isEmpty()) {
                    onAddresses.accept(server, addresses);
                }
            }
        }
    }

    /** Whether no name is waited for any longer. */
    boolean areDecided() {
        return servers.stream().allMatch(server -> server.decided);
    }

    void handleTimeout(long nowNanos) {
        if (nowNanos >= namesDueNanos) {
            namesDueNanos = Long.MAX_VALUE;
            for (Server server : servers) {
                if (!server.decided) {
                    server.decided = true;
                    error(server, "the name was not resolved in time");
                }
            }
        }
    }

    long nextTimeoutNanos() {
        return namesDueNanos;
    }

    private void error(Server server, String text) {
        outbox.error(server.url, Optional.empty(), 701, text);
    }
}
