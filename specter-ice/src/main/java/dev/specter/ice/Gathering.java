package dev.specter.ice;

import dev.specter.ice.agent.Base;
import dev.specter.ice.agent.Transmit;
import dev.specter.ice.gather.BaseUse;
import dev.specter.ice.gather.GatherEvent;
import dev.specter.ice.gather.GatherOptions;
import dev.specter.ice.gather.Gatherer;
import dev.specter.ice.gather.StreamId;
import dev.specter.ice.gather.StreamOutput;
import dev.specter.ice.path.Path;
import dev.specter.ice.path.PathCounters;
import dev.specter.ice.path.PathListener;

import io.netty.channel.EventLoop;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Joins a {@link Gatherer} with sockets, streams and names, over all generations of a transport.
 * What the gatherer wants is done when {@link #drain} is called, which the owner does after every
 * input. Loop-confined.
 */
final class Gathering {
    /** What is told of it, by {@link #drain} only. */
    interface Listener {
        /** A local candidate; known ones once more after a restart. */
        void onCandidate(IceCandidate candidate, Path base);

        /** A path is gone, with its candidates. */
        void onPathGone(Path path);

        /** A datagram came over a relayed path. */
        void onRelayed(Path path, InetSocketAddress peer, ByteBuffer datagram);

        void onError(IceGatheringError error);

        /** All candidates were found, or given up. */
        void onComplete();

        /** Something has happened: {@link #drain} has work. */
        void onInput();

        /** What had arrived over a stream has been delivered. */
        void onReadComplete();
    }

    private final LongSupplier clock;
    private final Listener listener;
    private final Gatherer gatherer;
    private final LocalPaths paths;
    private final ServerStreams streams;
    private final NameLookups names;
    private final IdentityHashMap<Base, RelayedPath> relayed = new IdentityHashMap<>(2);
    private boolean hasServers;
    private boolean begun;
    private boolean closed;

    Gathering(
            EventLoop loop,
            IceOptions options,
            IceNetwork network,
            PathCounters counters,
            PathListener arrivals,
            LongSupplier clock,
            Listener listener) {
        this.clock = clock;
        this.listener = listener;
        paths = new LocalPaths(loop, options, network, counters, arrivals, new FromPaths());
        gatherer = new Gatherer(options.gatherOptions(paths::nameOf), options.random());
        streams =
                new ServerStreams(
                        loop, network, options.serverTimeout(), counters, new FromStreams());
        names = new NameLookups(loop, network.serverNames(), GatherOptions.MAX_URLS);
        hasServers = !options.servers().isEmpty();
    }

    /** Changes servers and policy, from the next generation on. */
    void configure(IceOptions changed) {
        gatherer.configure(changed.gatherOptions(paths::nameOf));
        paths.configure(changed);
        hasServers |= !changed.servers().isEmpty();
    }

    /** Begins a generation with that user name fragment of ours. */
    void begin(String fragment) {
        if (begun) {
            gatherer.restart(clock.getAsLong());
        } else {
            begun = true;
            gatherer.begin(clock.getAsLong());
        }
        paths.open(fragment);
    }

    private final class FromPaths implements LocalPaths.Listener {
        @Override
        public void onPath(Path path, int localPreference, BaseUse use) {
            gatherer.handleBase(path, localPreference, use, clock.getAsLong());
            listener.onInput();
        }

        @Override
        public void onPathGone(Path path) {
            handlePathGone(path);
            listener.onInput();
        }

        @Override
        public void onEnd() {
            gatherer.endOfBases(clock.getAsLong());
            listener.onInput();
        }
    }

    private final class FromStreams implements ServerStreams.Listener {
        @Override
        public void onOpened(StreamId id) {
            gatherer.handleStreamOpened(id, clock.getAsLong());
            listener.onInput();
        }

        @Override
        public void onBytes(StreamId id, ByteBuffer bytes) {
            gatherer.handleStreamBytes(id, bytes, clock.getAsLong());
            listener.onInput();
        }

        @Override
        public void onReadComplete() {
            listener.onReadComplete();
        }

        @Override
        public void onClosed(StreamId id, String reason) {
            gatherer.handleStreamClosed(id, reason, clock.getAsLong());
            listener.onInput();
        }
    }

    /** A path is gone, and what was gathered from it. */
    void handlePathGone(Path path) {
        gatherer.handleBaseLost(path, clock.getAsLong());
        listener.onPathGone(path);
    }

    /**
     * Takes a datagram that may be a server's.
     *
     * @return whether it was
     */
    boolean handleDatagram(Path path, InetSocketAddress source, byte[] datagram) {
        return hasServers && gatherer.handleDatagram(path, source, datagram, clock.getAsLong());
    }

    /** Sends over a relayed base; it leaves with {@link #flush}. */
    boolean relay(Base base, ByteBuffer datagram, InetSocketAddress remote) {
        return gatherer.send(base, remote, datagram, clock.getAsLong());
    }

    /** Sends what is relayed. */
    void flush() {
        send();
    }

    /** Does what the gatherer wants, and tells what it found. */
    void drain() {
        send();
        for (IceServerUrl url = gatherer.pollName(); url != null; url = gatherer.pollName()) {
            resolve(url);
        }
        for (GatherEvent event = gatherer.pollEvent();
                event != null && !closed;
                event = gatherer.pollEvent()) {
            report(event);
        }
    }

    private void send() {
        write(gatherer::pollTransmit);
        for (StreamOutput next = gatherer.pollStream();
                next != null;
                next = gatherer.pollStream()) {
            streams.carryOut(next);
        }
        streams.flush();
    }

    /** Writes datagrams, until there is none, and flushes a path when it has its last in a row. */
    static void write(Supplier<Transmit> poll) {
        Path last = null;
        for (Transmit next = poll.get(); next != null; next = poll.get()) {
            Path path = (Path) next.base();
            if (last != null && last != path) {
                last.flush();
            }
            path.write(ByteBuffer.wrap(next.datagram()), next.remote());
            last = path;
        }
        if (last != null) {
            last.flush();
        }
    }

    private void resolve(IceServerUrl url) {
        names.begin(
                url.host(),
                found -> {
                    if (!closed) {
                        gatherer.handleServerAddresses(url, found, clock.getAsLong());
                        listener.onInput();
                    }
                });
    }

    private void report(GatherEvent event) {
        if (event instanceof GatherEvent.Relayed data) {
            Path path = relayed.get(data.base());
            if (path != null) {
                listener.onRelayed(path, data.peer(), data.datagram());
            }
        } else if (event instanceof GatherEvent.CandidateFound found) {
            listener.onCandidate(found.candidate(), pathOf(found.base()));
        } else if (event instanceof GatherEvent.BaseGone gone) {
            RelayedPath path = relayed.remove(gone.base());
            if (path != null) {
                path.close();
                listener.onPathGone(path);
            }
        } else if (event instanceof GatherEvent.GatheringError error) {
            listener.onError(
                    new IceGatheringError(
                            error.url().toString(), error.local(), error.code(), error.text()));
        } else if (event instanceof GatherEvent.Complete) {
            listener.onComplete();
        }
    }

    private Path pathOf(Base base) {
        return base instanceof Path path
                ? path
                : relayed.computeIfAbsent(base, relay -> new RelayedPath(relay, this));
    }

    Optional<IceServerUrl> serverOf(IceCandidate candidate) {
        return gatherer.serverOf(candidate);
    }

    /** Bindings of reflexive candidates are kept until pairs have traffic of their own. */
    void keepReflexive(boolean needed) {
        gatherer.keepReflexive(needed);
        if (!needed) {
            gatherer.endSuperseded(); // the pairs of the generation before are not used any longer
        }
    }

    void handleTimeout() {
        gatherer.handleTimeout(clock.getAsLong());
    }

    long nextTimeoutNanos() {
        return gatherer.nextTimeoutNanos();
    }

    /** Gives allocations back and closes everything. */
    void close() {
        closed = true;
        gatherer.close();
        send();
        streams.close();
        paths.close();
        relayed.values().forEach(RelayedPath::close);
        relayed.clear();
    }
}
