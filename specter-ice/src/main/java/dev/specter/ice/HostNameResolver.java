package dev.specter.ice;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Finds the addresses of a remote candidate that has a name instead of an address. Never called
 * with an address in text. An implementation must return at once. Thread-safe.
 */
@FunctionalInterface
public interface HostNameResolver {
    /** Resolves nothing: candidates with names are skipped. */
    HostNameResolver NONE =
            name -> java.util.concurrent.CompletableFuture.completedFuture(List.of());

    /**
     * Looks up a name.
     *
     * @param name a host name such as {@code x.local}
     * @return completed with its addresses, best first, empty when there are none; may be completed
     *     on any thread
     */
    CompletionStage<List<InetAddress>> resolve(String name);
}
