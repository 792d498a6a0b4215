package dev.specter.ice;

import dev.specter.ice.gather.BaseUse;
import dev.specter.ice.path.AddressChange;
import dev.specter.ice.path.DatagramPath;
import dev.specter.ice.path.InterfaceWatcher;
import dev.specter.ice.path.LocalAddresses;
import dev.specter.ice.path.Path;
import dev.specter.ice.path.PathCounters;
import dev.specter.ice.path.PathListener;
import dev.specter.ice.path.SocketOptions;
import dev.specter.ice.path.TcpActivePath;
import dev.specter.ice.path.TcpMux;
import dev.specter.ice.path.TcpOptions;
import dev.specter.ice.path.TcpPassivePath;
import dev.specter.ice.path.UdpMux;
import dev.specter.ice.path.UdpMuxPath;

import io.netty.channel.EventLoop;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;

/**
 * The paths of one transport on each local address, for as long as it lives: a UDP socket or its
 * part of a shared one, and what TCP candidates want. Follows the interfaces as they come and go.
 * What may block runs on the common pool. Loop-confined.
 */
final class LocalPaths {
    private static final Logger LOG = LoggerFactory.getLogger(LocalPaths.class);
    private static final int HIGHEST_PREFERENCE = 65535;

    /** What is told of them. */
    interface Listener {
        /** There is a path. */
        void onPath(Path path, int localPreference, BaseUse use);

        /** A path is gone, since its address is. */
        void onPathGone(Path path);

        /** Every address has been looked at. */
        void onEnd();
    }

    /** What there is on one address, and whether that is all. */
    private static final class Place {
        private final InetAddress address;
        private final int preference;
        private final List<Path> paths = new ArrayList<>(2);
        private final CompletableFuture<Void> opened = new CompletableFuture<>();
        private boolean hasRelaySocket;

        Place(InetAddress address, int preference) {
            this.address = address;
            this.preference = preference;
        }

        boolean isInUse() {
            return !opened.isDone() || paths.stream().anyMatch(Path::isOpen);
        }
    }

    private final EventLoop loop;
    private final IceNetwork network;
    private final PathCounters counters;
    private final PathListener arrivals;
    private final Listener listener;
    private final Map<InetAddress, Place> places = new LinkedHashMap<>(2);

    /** The names that stand for addresses which are hidden. */
    private final Map<InetAddress, String> names = new HashMap<>();

    private Optional<InterfaceWatcher.Registration> watch = Optional.empty();
    private String fragment;
    private String lastFragment;
    private IceOptions options;
    private int addressesSeen;
    private boolean looking;
    private boolean closed;

    LocalPaths(
            EventLoop loop,
            IceOptions options,
            IceNetwork network,
            PathCounters counters,
            PathListener arrivals,
            Listener listener) {
        this.loop = loop;
        this.options = options;
        this.network = network;
        this.counters = counters;
        this.arrivals = arrivals;
        this.listener = listener;
    }

    /** Changes what of the servers matters here, from the next {@link #open(String)} on. */
    void configure(IceOptions changed) {
        options = changed;
    }

    /**
     * Opens what is not open yet, for a generation with that user name fragment.
     *
     * @param newFragment by which shared ports know whose a check is
     */
    void open(String newFragment) {
        rename(newFragment);
        if (looking) {
            return; // what is under way tells of its end
        }
        looking = true;
        ForkJoinPool.commonPool().execute(this::find);
    }

    private void rename(String newFragment) {
        if (newFragment.equals(fragment)) {
            return;
        }
        for (Place place : places.values()) {
            place.paths.forEach(path -> rename(path, newFragment));
        }
        lastFragment = fragment;
        fragment = newFragment;
    }

    private void rename(Path path, String newFragment) {
        if (path instanceof UdpMuxPath shared) {
            shared.addFragment(newFragment);
            Optional.ofNullable(lastFragment).ifPresent(shared::removeFragment);
        } else if (path instanceof TcpPassivePath passive) {
            passive.addFragment(newFragment);
            Optional.ofNullable(lastFragment).ifPresent(passive::removeFragment);
        }
    }

    /** On the common pool: the system and the user's filter may block. */
    private void find() {
        List<InetAddress> found = List.of();
        try {
            found = LocalAddresses.find(options.addressRules());
        } catch (RuntimeException | Error e) {
            LOG.error("no local candidates", e);
        }
        List<InetAddress> addresses = found;
        try {
            loop.execute(() -> open(addresses));
        } catch (RejectedExecutionException e) {
            LOG.debug("the event loop is gone");
        }
    }

    private void open(List<InetAddress> addresses) {
        if (closed) {
            return;
        }
        CompletionStage<Void> all = CompletableFuture.completedStage(null);
        for (InetAddress address : addresses) {
            all = all.thenCombine(open(address), (done, also) -> null);
        }
        watch(addresses);
        var unused =
                all.thenRun(
                        () -> {
                            looking = false;
                            if (!closed) {
                                listener.onEnd();
                            }
                        });
    }

    private void watch(List<InetAddress> known) {
        if (watch.isEmpty() && !closed) { // the listener may have closed, told of a path
            watch =
                    network.watcher()
                            .map(w -> w.watch(options.addressRules(), known, loop, this::follow));
        }
    }

    private void follow(AddressChange change) {
        network.sharedPorts(loop).ifPresent(ports -> ports.handleChange(change));
        for (InetAddress address : change.gone()) {
            Place lost = places.remove(address);
            if (lost != null) {
                lost.paths.forEach(this::drop);
            }
            Optional.ofNullable(names.remove(address)).ifPresent(network::show);
        }
        for (InetAddress address : change.appeared()) {
            var unused = open(address);
        }
    }

    private void drop(Path path) {
        path.close();
        listener.onPathGone(path);
    }

    /** Completes when everything on this address is open, or cannot be. */
    private CompletionStage<Void> open(InetAddress address) {
        if (closed) {
            return CompletableFuture.completedStage(null);
        }
        Place known = places.get(address);
        if (known != null && known.isInUse()) {
            return known.opened.thenCompose(done -> openRelayOnly(known));
        }
        Place place = new Place(address, Math.max(0, HIGHEST_PREFERENCE - addressesSeen++));
        places.put(address, place);
        return network.hide(address)
                .thenComposeAsync(name -> openNamed(place, name), loop)
                .handle(
                        (done, failure) -> {
                            if (failure != null) {
                                LOG.warn("on {}", address, failure);
                            }
                            place.opened.complete(null);
                            return null;
                        });
    }

    /** Once the name that stands for the address is known, or that it is shown. */
    private CompletionStage<Void> openNamed(Place place, Optional<String> name) {
        if (places.get(place.address) != place) { // closed, or the address has gone
            name.ifPresent(network::show);
            return CompletableFuture.completedStage(null);
        }
        name.ifPresent(hidden -> names.put(place.address, hidden));
        CompletionStage<Void> udp = openUdp(place);
        return options.tcpCandidates() == TcpCandidates.NONE
                ? udp
                : udp.thenCombine(openTcp(place), (done, also) -> null);
    }

    private CompletionStage<Void> openUdp(Place place) {
        Optional<SharedPorts> shared = network.sharedPorts(loop).filter(SharedPorts::hasUdp);
        if (shared.isEmpty()) {
            return openSocket(place, BaseUse.ALL);
        }
        CompletionStage<Void> attached =
                shared.get()
                        .udp(place.address)
                        .thenAccept(
                                mux ->
                                        mux.flatMap(m -> attach(m))
                                                .ifPresent(
                                                        path ->
                                                                keep(
                                                                        place,
                                                                        path,
                                                                        BaseUse.NO_RELAY)));
        // RFC 8656, section 5: an allocation belongs to the address that asked for it, so those of
        // different connections need different ports.
        return options.hasUdpRelay()
                ? attached.thenCombine(openRelayOnly(place), (done, also) -> null)
                : attached;
    }

    /** Opens the socket for allocations where ports are shared, unless there is one. */
    private CompletionStage<Void> openRelayOnly(Place place) {
        boolean shares = network.sharedPorts(loop).filter(SharedPorts::hasUdp).isPresent();
        if (closed || !shares || !options.hasUdpRelay() || place.hasRelaySocket) {
            return CompletableFuture.completedStage(null);
        }
        place.hasRelaySocket = true;
        return openSocket(place, BaseUse.RELAY_ONLY);
    }

    private Optional<UdpMuxPath> attach(UdpMux mux) {
        return closed ? Optional.empty() : mux.attach(fragment, arrivals);
    }

    private CompletionStage<Void> openSocket(Place place, BaseUse use) {
        return DatagramPath.open(
                        loop, place.address, socketOptions(), options.random(), counters, arrivals)
                .handle(
                        (path, failure) -> {
                            if (failure == null) {
                                keep(place, path, use);
                            } else {
                                LOG.debug("no socket on {}: {}", place.address, failure.toString());
                            }
                            return null;
                        });
    }

    private SocketOptions socketOptions() {
        return new SocketOptions(
                options.minPort(),
                options.maxPort(),
                options.receiveBufferBytes(),
                options.sendBufferBytes());
    }

    private CompletionStage<Void> openTcp(Place place) {
        keep(
                place,
                new TcpActivePath(loop, place.address, TcpOptions.defaults(), counters, arrivals),
                BaseUse.ALL);
        Optional<SharedPorts> shared = network.sharedPorts(loop).filter(SharedPorts::hasTcp);
        if (shared.isPresent()) {
            return shared.get()
                    .tcp(place.address)
                    .thenAccept(
                            mux ->
                                    mux.filter(m -> !closed)
                                            .flatMap(m -> m.attach(fragment, arrivals))
                                            .ifPresent(path -> keep(place, path, BaseUse.ALL)));
        }
        if (options.tcpCandidates() != TcpCandidates.ACTIVE_AND_PASSIVE) {
            return CompletableFuture.completedStage(null);
        }
        return TcpMux.open(
                        loop,
                        place.address,
                        socketOptions(),
                        TcpOptions.defaults(),
                        options.random(),
                        counters)
                .handle(
                        (mux, failure) -> {
                            if (failure != null) {
                                LOG.debug("no TCP on {}: {}", place.address, failure.toString());
                            } else if (closed) {
                                mux.close();
                            } else {
                                mux.attachAlone(fragment, arrivals)
                                        .ifPresent(p -> keep(place, p, BaseUse.ALL));
                            }
                            return null;
                        });
    }

    private void keep(Place place, Path path, BaseUse use) {
        if (places.get(place.address) != place) { // closed, or the address has gone
            path.close();
            return;
        }
        place.paths.add(path);
        listener.onPath(path, place.preference, use);
    }

    /** The name that stands for a local address, if it is hidden. */
    Optional<String> nameOf(InetAddress address) {
        return Optional.ofNullable(names.get(address));
    }

    /** Closes all, and what is being opened. */
    void close() {
        closed = true;
        watch.ifPresent(InterfaceWatcher.Registration::close);
        places.values().forEach(place -> place.paths.forEach(Path::close));
        places.clear();
        names.values().forEach(network::show);
        names.clear();
    }
}
