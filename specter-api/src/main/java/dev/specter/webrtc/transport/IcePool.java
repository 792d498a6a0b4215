package dev.specter.webrtc.transport;

import dev.specter.ice.IceCandidate;
import dev.specter.ice.IceCandidatePair;
import dev.specter.ice.IceGatheringError;
import dev.specter.ice.IceGatheringState;
import dev.specter.ice.IceListener;
import dev.specter.ice.IceNetwork;
import dev.specter.ice.IceOptions;
import dev.specter.ice.IceParameters;
import dev.specter.ice.IceRole;
import dev.specter.ice.IceTransport;
import dev.specter.ice.IceTransportState;
import dev.specter.webrtc.loop.ConnectionLoop;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * ICE transports that gather before a description wants them (RFC 9429, section 3.5.4): what they
 * find is kept until they are taken, and told then. Loop-confined.
 */
public final class IcePool {
    /** A transport that waits, and what has happened to it. */
    private static final class Pooled implements IceListener {
        private final List<Consumer<IceListener>> events = new ArrayList<>();
        private Optional<IceListener> owner = Optional.empty();
        private IceTransport transport;

        private void tell(Consumer<IceListener> event) {
            if (owner.isPresent()) {
                event.accept(owner.get());
            } else {
                events.add(event);
            }
        }

        /** From now on the owner is told; first of what there was, never within this call. */
        IceTransport hand(ConnectionLoop loop, IceListener newOwner) {
            loop.execute(
                    () -> {
                        owner = Optional.of(newOwner);
                        if (transport.state() != IceTransportState.CLOSED) {
                            events.forEach(event -> event.accept(newOwner));
                        }
                        events.clear();
                    });
            return transport;
        }

        @Override
        public void onLocalCandidate(IceCandidate candidate) {
            tell(listener -> listener.onLocalCandidate(candidate));
        }

        @Override
        public void onGatheringStateChange(IceGatheringState state) {
            tell(listener -> listener.onGatheringStateChange(state));
        }

        @Override
        public void onGatheringError(IceGatheringError error) {
            tell(listener -> listener.onGatheringError(error));
        }

        @Override
        public void onStateChange(IceTransportState state) {
            tell(listener -> listener.onStateChange(state));
        }

        @Override
        public void onSelectedPairChange(IceCandidatePair pair) {
            tell(listener -> listener.onSelectedPairChange(pair));
        }

        @Override
        public void onRoleChange(IceRole role) {
            tell(listener -> listener.onRoleChange(role));
        }

        @Override
        public void onDatagram(ByteBuffer datagram) {
            tell(listener -> listener.onDatagram(datagram));
        }

        @Override
        public void onReadComplete() {
            tell(IceListener::onReadComplete);
        }
    }

    private final ConnectionLoop loop;
    private final Queue<Pooled> promised = new ArrayDeque<>(1);
    private final Queue<Pooled> free = new ArrayDeque<>(1);

    /** Makes an empty pool. */
    public IcePool(ConnectionLoop loop) {
        this.loop = loop;
    }

    /**
     * Makes it so many transports that nobody was promised: new ones begin to gather, those that
     * are too many close.
     *
     * @param size how many
     * @param options their settings
     * @param network what they share with others
     * @param credentials makes credentials for one
     */
    public void resize(
            int size, IceOptions options, IceNetwork network, Supplier<IceParameters> credentials) {
        while (free.size() > size) {
            free.remove().transport.close();
        }
        while (free.size() < size) {
            var pooled = new Pooled();
            pooled.transport =
                    new IceTransport(loop.eventLoop(), options, network, credentials.get(), pooled);
            pooled.transport.gather();
            free.add(pooled);
        }
    }

    /** Changes servers and policy of those that wait, from their next gathering on. */
    public void configure(IceOptions changed) {
        for (Queue<Pooled> queue : List.of(promised, free)) {
            queue.forEach(
                    pooled ->
                            pooled.transport.configure(
                                    changed.servers(), changed.transportPolicy()));
        }
    }

    /** Credentials of a transport that waits, for a description; empty if there is none left. */
    public Optional<IceParameters> promise() {
        Optional<Pooled> next = Optional.ofNullable(free.poll());
        next.ifPresent(promised::add);
        return next.map(pooled -> pooled.transport.localParameters());
    }

    /**
     * Takes the transport with these credentials, if it waits here.
     *
     * @param local what a description says
     * @param owner told of what has happened and what happens
     */
    Optional<IceTransport> take(IceParameters local, IceListener owner) {
        for (Pooled pooled : promised) {
            if (pooled.transport.localParameters().equals(local)) {
                promised.remove(pooled);
                return Optional.of(pooled.hand(loop, owner));
            }
        }
        return Optional.empty();
    }

    /** Closes those that nobody has taken. */
    public void close() {
        promised.forEach(pooled -> pooled.transport.close());
        free.forEach(pooled -> pooled.transport.close());
        promised.clear();
        free.clear();
    }
}
