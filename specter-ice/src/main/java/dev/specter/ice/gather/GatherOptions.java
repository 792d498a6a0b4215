package dev.specter.ice.gather;

import dev.specter.ice.IceServer;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Settings of a {@link Gatherer}. Immutable.
 *
 * @param servers at most {@value #MAX_URLS} URLs are used
 * @param policy which candidates are shown
 * @param timeout how long a server may take before gathering is complete without it
 * @param keepAlive mean time between requests that keep the NAT binding of a reflexive candidate
 * @param external the address that the outside has for a local one (NAT 1:1), if it is known
 * @param externalMode what becomes of host candidates whose outside address is known
 * @param hostName the name that stands for a local address in host candidates (mDNS), if any
 */
public record GatherOptions(
        List<IceServer> servers,
        GatherPolicy policy,
        Duration timeout,
        Duration keepAlive,
        Function<InetAddress, Optional<InetAddress>> external,
        ExternalMode externalMode,
        Function<InetAddress, Optional<String>> hostName) {
    /** Most URLs of servers that are used. */
    public static final int MAX_URLS = 64;

    /** What becomes of host candidates whose outside address is known. */
    public enum ExternalMode {
        /** The host candidate has the outside address. */
        HOST,
        /** A server-reflexive candidate is added. */
        SRFLX
    }

    /** Copies the list. */
    public GatherOptions {
        servers = List.copyOf(servers);
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException("timeout: " + timeout);
        }
        if (keepAlive.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("keepAlive: " + keepAlive);
        }
    }

    /**
     * All candidates, 5 s for a server, 15 s between keep-alives (RFC 8445, section 11), no
     * mapping, no names.
     *
     * @param servers to be asked
     */
    public static GatherOptions of(List<IceServer> servers) {
        return new GatherOptions(
                servers,
                GatherPolicy.ALL,
                Duration.ofSeconds(5),
                Duration.ofSeconds(15),
                address -> Optional.empty(),
                ExternalMode.HOST,
                address -> Optional.empty());
    }

    /** The same with another {@link #policy}. */
    public GatherOptions withPolicy(GatherPolicy value) {
        return new GatherOptions(
                servers, value, timeout, keepAlive, external, externalMode, hostName);
    }

    /** The same with another {@link #timeout}, positive. */
    public GatherOptions withTimeout(Duration value) {
        return new GatherOptions(
                servers, policy, value, keepAlive, external, externalMode, hostName);
    }

    /** The same with outside addresses. */
    public GatherOptions withExternal(
            Function<InetAddress, Optional<InetAddress>> addresses, ExternalMode mode) {
        return new GatherOptions(servers, policy, timeout, keepAlive, addresses, mode, hostName);
    }

    /** The same with names for local addresses. */
    public GatherOptions withHostName(Function<InetAddress, Optional<String>> names) {
        return new GatherOptions(
                servers, policy, timeout, keepAlive, external, externalMode, names);
    }
}
