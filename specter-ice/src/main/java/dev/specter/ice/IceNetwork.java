package dev.specter.ice;

import static java.util.Objects.requireNonNull;

import dev.specter.ice.mdns.Mdns;
import dev.specter.ice.path.InterfaceWatcher;
import dev.specter.ice.path.SystemNames;
import dev.specter.ice.path.TlsTrust;

import io.netty.channel.EventLoop;

import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * What the transports of a process share: ports that carry many connections, names, trust in TURN
 * servers, and an eye on the interfaces. Thread-safe.
 */
public final class IceNetwork implements AutoCloseable {
    private static final IceNetwork PLAIN = builder().build();

    private final HostNameResolver candidateNames;
    private final Optional<Mdns> mdns;
    private final boolean hidesAddresses;
    private final HostNameResolver serverNames;
    private final TlsTrust trust;
    private final Optional<InterfaceWatcher> watcher;
    private final Map<EventLoop, SharedPorts> sharedPorts = new ConcurrentHashMap<>();

    private IceNetwork(Builder builder) {
        mdns = builder.mdns;
        hidesAddresses = builder.mdnsMode == MdnsMode.RESOLVE_AND_HIDE;
        candidateNames =
                builder.candidateNames.orElse(
                        mdns.<HostNameResolver>map(m -> m).orElse(HostNameResolver.NONE));
        serverNames = builder.serverNames;
        trust = builder.trust;
        watcher =
                builder.watchInterval.isZero()
                        ? Optional.empty()
                        : Optional.of(new InterfaceWatcher(builder.watchInterval));
    }

    /** Nothing shared; a look at the interfaces every two seconds; never to be closed. */
    static IceNetwork plain() {
        return PLAIN;
    }

    /** A builder that starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Opens ports that all transports of one loop share from then on, instead of ports of their
     * own: one UDP port, one TCP port, or both, on every local address.
     *
     * @param loop the loop
     * @param options which addresses, and how large the buffers of the sockets are
     * @param udpPort 0 to 65,535; 0 lets the system choose
     * @param tcpPort likewise
     * @return completed when they are open; fails if a port cannot be had on any address
     * @throws IllegalStateException if the loop shares ports already
     */
    public CompletionStage<Void> share(
            EventLoop loop, IceOptions options, OptionalInt udpPort, OptionalInt tcpPort) {
        var ports = new SharedPorts(loop, options);
        if (sharedPorts.putIfAbsent(loop, ports) != null) {
            throw new IllegalStateException("the loop shares ports already");
        }
        var opened = new CompletableFuture<Void>();
        ports.open(udpPort, tcpPort, opened);
        return opened.whenComplete(
                (done, failure) -> {
                    if (failure != null) {
                        sharedPorts.remove(loop, ports);
                    }
                });
    }

    /**
     * The UDP port that transports of this loop share; empty if each has its own, or 0 if it is not
     * open.
     */
    public OptionalInt udpPort(EventLoop loop) {
        SharedPorts ports = sharedPorts.get(loop);
        return ports == null ? OptionalInt.empty() : ports.udpPort();
    }

    HostNameResolver candidateNames() {
        return candidateNames;
    }

    HostNameResolver serverNames() {
        return serverNames;
    }

    /**
     * Makes a name that stands for an address in candidates; empty where addresses are shown, and
     * where multicast DNS does not work. May complete on any thread.
     */
    CompletionStage<Optional<String>> hide(InetAddress address) {
        return hidesAddresses
                ? mdns.orElseThrow().hide(address).handle((name, e) -> Optional.ofNullable(name))
                : CompletableFuture.completedStage(Optional.empty());
    }

    /** A name is no longer needed. */
    void show(String name) {
        mdns.ifPresent(m -> m.show(name));
    }

    TlsTrust trust() {
        return trust;
    }

    Optional<InterfaceWatcher> watcher() {
        return watcher;
    }

    Optional<SharedPorts> sharedPorts(EventLoop loop) {
        return Optional.ofNullable(sharedPorts.get(loop));
    }

    /** Closes the shared ports; transports on them end. Returns at once. */
    @Override
    public void close() {
        mdns.ifPresent(Mdns::close);
        sharedPorts.values().forEach(SharedPorts::close);
        sharedPorts.clear();
    }

    /** Builds an {@link IceNetwork}. Not thread-safe. */
    public static final class Builder {
        private Optional<HostNameResolver> candidateNames = Optional.empty();
        private MdnsMode mdnsMode = MdnsMode.OFF;
        private Optional<Mdns> mdns = Optional.empty();
        private HostNameResolver serverNames = SystemNames.shared();
        private TlsTrust trust = TlsTrust.system();
        private Duration watchInterval = Duration.ofSeconds(2);

        private Builder() {}

        /** Resolves remote candidates that have names; default what {@link #mdns} says. */
        public Builder candidateNames(HostNameResolver resolver) {
            candidateNames = Optional.of(resolver);
            return this;
        }

        /**
         * What multicast DNS is used for; default nothing. Its sockets exist while there is a
         * question or a name of ours.
         *
         * @param mode what for
         * @param loop where it lives
         * @param random makes names; a secure source
         */
        public Builder mdns(MdnsMode mode, EventLoop loop, RandomGenerator random) {
            mdnsMode = mode;
            mdns = mode == MdnsMode.OFF ? Optional.empty() : Optional.of(new Mdns(loop, random));
            return this;
        }

        /** Resolves STUN and TURN servers; default the operating system, within 5 s. */
        public Builder serverNames(HostNameResolver resolver) {
            serverNames = requireNonNull(resolver);
            return this;
        }

        /**
         * Trusts TURN servers over TLS by these certificates, of authorities or of the servers
         * themselves; default what the Java platform trusts.
         */
        public Builder trustedCertificates(Collection<X509Certificate> certificates) {
            trust = TlsTrust.of(certificates);
            return this;
        }

        /**
         * How often to look for interfaces and addresses that have appeared or gone; default 2 s;
         * zero for never.
         */
        public Builder watchInterval(Duration interval) {
            if (interval.isNegative()) {
                throw new IllegalArgumentException("negative: " + interval);
            }
            watchInterval = interval;
            return this;
        }

        /** The network; the builder may be used on. */
        public IceNetwork build() {
            return new IceNetwork(this);
        }
    }
}
