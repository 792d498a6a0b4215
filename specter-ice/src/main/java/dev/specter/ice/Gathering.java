package dev.specter.ice;

import dev.specter.ice.path.AddressRules;
import dev.specter.ice.path.DatagramPath;
import dev.specter.ice.path.LocalAddresses;
import dev.specter.ice.path.PathCounters;
import dev.specter.ice.path.PathListener;
import dev.specter.ice.path.SocketOptions;

import io.netty.channel.EventLoop;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Finds the local addresses and keeps a socket on each (RFC 8445, section 5.1.1.1), over all
 * generations. What may block runs on the common pool. Loop-confined.
 */
final class Gathering {
    private static final Logger LOG = LoggerFactory.getLogger(Gathering.class);
    private static final int HIGHEST_PREFERENCE = 65535;

    /** Where one round of gathering reports to. */
    interface Round {
        /** Whether anybody still wants to know. */
        boolean isWanted();

        /** There is a socket. */
        void onPath(DatagramPath path, int localPreference);

        /** That was all. */
        void onComplete();
    }

    private final EventLoop loop;
    private final IceOptions options;
    private final PathCounters counters;
    private final PathListener listener;
    private final Map<InetAddress, DatagramPath> paths = new HashMap<>();
    private boolean closed;

    Gathering(EventLoop loop, IceOptions options, PathCounters counters, PathListener listener) {
        this.loop = loop;
        this.options = options;
        this.counters = counters;
        this.listener = listener;
    }

    void begin(Round round) {
        ForkJoinPool.commonPool().execute(() -> find(addresses -> open(round, addresses)));
    }

    /** On the common pool: the system and the user's filter may block. */
    private void find(Consumer<List<InetAddress>> next) {
        List<InetAddress> found = List.of();
        try {
            found = LocalAddresses.find(rules());
        } catch (RuntimeException | LinkageError e) {
            LOG.error("no local candidates", e);
        }
        List<InetAddress> addresses = found;
        try {
            loop.execute(() -> next.accept(addresses));
        } catch (RejectedExecutionException e) {
            LOG.debug("the event loop is gone");
        }
    }

    private AddressRules rules() {
        return AddressRules.defaults()
                .withAddresses(options.networkFilter())
                .withExtras(
                        options.includeLoopback() ? Set.of(AddressRules.Extra.LOOPBACK) : Set.of());
    }

    private void open(Round round, List<InetAddress> addresses) {
        if (closed || !round.isWanted()) {
            return;
        }
        Countdown countdown = new Countdown(round, addresses.size() + 1);
        for (int i = 0; i < addresses.size(); i++) {
            open(round, addresses.get(i), HIGHEST_PREFERENCE - i, countdown);
        }
        countdown.step();
    }

    private void open(Round round, InetAddress address, int preference, Countdown countdown) {
        DatagramPath known = paths.get(address);
        if (known != null && known.isOpen()) {
            round.onPath(known, preference);
            countdown.step();
            return;
        }
        SocketOptions socketOptions =
                new SocketOptions(
                        options.minPort(),
                        options.maxPort(),
                        options.receiveBufferBytes(),
                        options.sendBufferBytes());
        DatagramPath.open(loop, address, socketOptions, options.random(), counters, listener)
                .whenComplete(
                        (path, failure) -> {
                            if (failure != null) {
                                LOG.debug("no socket on {}: {}", address, failure.toString());
                            } else {
                                keep(round, address, path, preference);
                            }
                            countdown.step();
                        });
    }

    private void keep(Round round, InetAddress address, DatagramPath opened, int preference) {
        if (closed) {
            opened.close();
            return;
        }
        // Another round may have been faster.
        DatagramPath kept = paths.get(address);
        if (kept != null && kept.isOpen()) {
            opened.close();
        } else {
            kept = opened;
            paths.put(address, opened);
        }
        if (round.isWanted()) {
            round.onPath(kept, preference);
        }
    }

    /** Notices the last of several things that end in any order. */
    private final class Countdown {
        private final Round round;
        private int left;

        Countdown(Round round, int left) {
            this.round = round;
            this.left = left;
        }

        void step() {
            left--;
            if (left == 0 && !closed && round.isWanted()) {
                round.onComplete();
            }
        }
    }

    /** Closes the sockets, and those that are being opened. */
    void close() {
        closed = true;
        paths.values().forEach(DatagramPath::close);
        paths.clear();
    }
}
