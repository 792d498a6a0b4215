package dev.specter.ice;

import static java.util.Objects.requireNonNull;

import dev.specter.ice.agent.AgentOptions;
import dev.specter.ice.gather.GatherOptions;
import dev.specter.ice.gather.GatherPolicy;
import dev.specter.ice.path.AddressRules;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** Settings of an {@link IceTransport}, each with a default. Immutable. */
public final class IceOptions {
    private static final IceOptions DEFAULTS = builder().build();

    private final Builder values;

    private IceOptions(Builder values) {
        this.values = values;
    }

    /** All defaults. */
    public static IceOptions defaults() {
        return DEFAULTS;
    }

    /** A builder that starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts with these. */
    public Builder toBuilder() {
        return values.copy();
    }

    /** Which local addresses may become candidates; default all. */
    public Predicate<InetAddress> networkFilter() {
        return values.networkFilter;
    }

    /** Which interfaces have addresses that may become candidates; default all. */
    public Predicate<NetworkInterface> interfaceFilter() {
        return values.interfaceFilter;
    }

    /**
     * Whether loopback addresses become candidates although there are others; default false. Where
     * there are no others they always do.
     */
    public boolean includeLoopback() {
        return values.includeLoopback;
    }

    /** Lowest local port, 1 to 65,535, or 0 when the system chooses; default 0. */
    public int minPort() {
        return values.minPort;
    }

    /** Highest local port; 0 when the system chooses. */
    public int maxPort() {
        return values.maxPort;
    }

    /** Receive buffer asked for per socket; default 4 MiB. The system may grant less. */
    public int receiveBufferBytes() {
        return values.receiveBufferBytes;
    }

    /** Send buffer asked for per socket; default 4 MiB. The system may grant less. */
    public int sendBufferBytes() {
        return values.sendBufferBytes;
    }

    /**
     * How long pairs are checked without success, counted from the start or from the last new
     * remote candidate, before the state is {@link IceTransportState#FAILED}; default 15 s.
     */
    public Duration checkingTimeout() {
        return values.checkingTimeout;
    }

    /**
     * Mean time between consent checks on the selected pair, each varied by a random factor of 0.8
     * to 1.2; default 5 s (RFC 7675, section 5.1), which also keeps NAT bindings alive.
     */
    public Duration consentInterval() {
        return values.consentInterval;
    }

    /**
     * Without an answer for this long the state is {@link IceTransportState#DISCONNECTED}; default
     * 7 s.
     */
    public Duration disconnectedTimeout() {
        return values.disconnectedTimeout;
    }

    /**
     * Without an answer for this long consent has expired: nothing but checks is sent and the state
     * is {@link IceTransportState#FAILED}; default 30 s (RFC 7675, section 5.1).
     */
    public Duration consentTimeout() {
        return values.consentTimeout;
    }

    /** Most remote candidates taken per generation; default 100. More are counted and ignored. */
    public int maxRemoteCandidates() {
        return values.maxRemoteCandidates;
    }

    /** STUN and TURN servers; default none. */
    public List<IceServer> servers() {
        return values.servers;
    }

    /** Which candidates are used; default all. */
    public IceTransportPolicy transportPolicy() {
        return values.transportPolicy;
    }

    /**
     * How long a server may take, its name included, before gathering is complete without it;
     * default 5 s. What it answers later still counts.
     */
    public Duration serverTimeout() {
        return values.serverTimeout;
    }

    /** Which TCP candidates there are; default {@link TcpCandidates#ACTIVE}. */
    public TcpCandidates tcpCandidates() {
        return values.tcpCandidates;
    }

    /** Outside addresses that are known without asking a server; default none. */
    public AddressMapping addressMapping() {
        return values.addressMapping;
    }

    /** Whether there may be allocations that are asked for over UDP. */
    boolean hasUdpRelay() {
        return servers().stream()
                .flatMap(server -> server.urls().stream())
                .anyMatch(url -> url.scheme().isRelay() && url.transport() == IceProtocol.UDP);
    }

    AddressRules addressRules() {
        return AddressRules.defaults()
                .withInterfaces(interfaceFilter())
                .withAddresses(networkFilter())
                .withExtras(includeLoopback() ? Set.of(AddressRules.Extra.LOOPBACK) : Set.of());
    }

    /** What of this concerns the gatherer. */
    GatherOptions gatherOptions(Function<InetAddress, Optional<String>> hostNames) {
        AddressMapping mapping = addressMapping();
        return GatherOptions.of(servers())
                .withPolicy(
                        transportPolicy() == IceTransportPolicy.RELAY
                                ? GatherPolicy.RELAY
                                : GatherPolicy.ALL)
                .withTimeout(serverTimeout())
                .withHostName(hostNames)
                .withExternal(
                        mapping::external,
                        mapping.as() == AddressMapping.As.HOST
                                ? GatherOptions.ExternalMode.HOST
                                : GatherOptions.ExternalMode.SRFLX);
    }

    /** What of this concerns the agent. */
    AgentOptions agentOptions() {
        return new AgentOptions(
                checkingTimeout(),
                consentInterval(),
                disconnectedTimeout(),
                consentTimeout(),
                maxRemoteCandidates(),
                AgentOptions.defaults().maxPairs());
    }

    /** Source of credentials, transaction ids and jitter; default a {@link SecureRandom}. */
    public RandomGenerator random() {
        return values.random;
    }

    /** Builds {@link IceOptions}. Not thread-safe. */
    public static final class Builder implements Cloneable {
        private static final SecureRandom RANDOM = new SecureRandom();

        private Predicate<InetAddress> networkFilter = address -> true;
        private Predicate<NetworkInterface> interfaceFilter = any -> true;
        private boolean includeLoopback;
        private int minPort;
        private int maxPort;
        private int receiveBufferBytes = 4 << 20;
        private int sendBufferBytes = 4 << 20;
        private Duration checkingTimeout = Duration.ofSeconds(15);
        private Duration consentInterval = Duration.ofSeconds(5);
        private Duration disconnectedTimeout = Duration.ofSeconds(7);
        private Duration consentTimeout = Duration.ofSeconds(30);
        private int maxRemoteCandidates = 100;
        private List<IceServer> servers = List.of();
        private IceTransportPolicy transportPolicy = IceTransportPolicy.ALL;
        private Duration serverTimeout = Duration.ofSeconds(5);
        private TcpCandidates tcpCandidates = TcpCandidates.ACTIVE;
        private AddressMapping addressMapping = AddressMapping.none();
        private RandomGenerator random = RANDOM;

        private Builder() {}

        /** See {@link IceOptions#networkFilter()}. */
        public Builder networkFilter(Predicate<InetAddress> filter) {
            networkFilter = requireNonNull(filter);
            return this;
        }

        /** See {@link IceOptions#interfaceFilter()}. */
        public Builder interfaceFilter(Predicate<NetworkInterface> filter) {
            interfaceFilter = requireNonNull(filter);
            return this;
        }

        /** See {@link IceOptions#includeLoopback()}. */
        public Builder includeLoopback(boolean include) {
            includeLoopback = include;
            return this;
        }

        /**
         * Takes local ports from a range only.
         *
         * @param min lowest, 1 to {@code max}; 0 with {@code max} 0 lets the system choose
         * @param max highest, up to 65,535
         */
        public Builder portRange(int min, int max) {
            boolean any = min == 0 && max == 0;
            if (!any && (min < 1 || max < min || max > 0xFFFF)) {
                throw new IllegalArgumentException("port range " + min + " to " + max);
            }
            minPort = min;
            maxPort = max;
            return this;
        }

        /** See {@link IceOptions#receiveBufferBytes()}. */
        public Builder receiveBufferBytes(int bytes) {
            receiveBufferBytes = positive(bytes);
            return this;
        }

        /** See {@link IceOptions#sendBufferBytes()}. */
        public Builder sendBufferBytes(int bytes) {
            sendBufferBytes = positive(bytes);
            return this;
        }

        /** See {@link IceOptions#checkingTimeout()}. */
        public Builder checkingTimeout(Duration timeout) {
            checkingTimeout = positive(timeout);
            return this;
        }

        /** See {@link IceOptions#consentInterval()}. */
        public Builder consentInterval(Duration interval) {
            consentInterval = positive(interval);
            return this;
        }

        /** See {@link IceOptions#disconnectedTimeout()}. */
        public Builder disconnectedTimeout(Duration timeout) {
            disconnectedTimeout = positive(timeout);
            return this;
        }

        /** See {@link IceOptions#consentTimeout()}. */
        public Builder consentTimeout(Duration timeout) {
            consentTimeout = positive(timeout);
            return this;
        }

        /** See {@link IceOptions#maxRemoteCandidates()}. */
        public Builder maxRemoteCandidates(int count) {
            maxRemoteCandidates = positive(count);
            return this;
        }

        /** See {@link IceOptions#servers()}. */
        public Builder servers(List<IceServer> list) {
            servers = List.copyOf(list);
            return this;
        }

        /** See {@link IceOptions#transportPolicy()}. */
        public Builder transportPolicy(IceTransportPolicy policy) {
            transportPolicy = requireNonNull(policy);
            return this;
        }

        /** See {@link IceOptions#serverTimeout()}. */
        public Builder serverTimeout(Duration timeout) {
            serverTimeout = positive(timeout);
            return this;
        }

        /** See {@link IceOptions#tcpCandidates()}. */
        public Builder tcpCandidates(TcpCandidates which) {
            tcpCandidates = requireNonNull(which);
            return this;
        }

        /** See {@link IceOptions#addressMapping()}. */
        public Builder addressMapping(AddressMapping mapping) {
            addressMapping = requireNonNull(mapping);
            return this;
        }

        /** See {@link IceOptions#random()}. */
        public Builder random(RandomGenerator generator) {
            random = requireNonNull(generator);
            return this;
        }

        /** The options; the builder may be used on. */
        public IceOptions build() {
            return new IceOptions(copy());
        }

        private Builder copy() {
            try {
                return (Builder) clone();
            } catch (CloneNotSupportedException e) {
                throw new AssertionError(e);
            }
        }

        private static int positive(int value) {
            if (value <= 0) {
                throw new IllegalArgumentException("not positive: " + value);
            }
            return value;
        }

        private static Duration positive(Duration value) {
            if (value.isZero() || value.isNegative()) {
                throw new IllegalArgumentException("not positive: " + value);
            }
            return value;
        }
    }
}
