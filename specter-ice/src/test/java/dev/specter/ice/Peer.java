package dev.specter.ice;

import io.netty.channel.EventLoop;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** A transport on a real loop, with what it reported. Thread-safe. */
final class Peer implements IceListener, AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(30);

    final String name;
    final EventLoop loop;
    final IceTransport transport;
    final List<IceCandidate> candidates = new CopyOnWriteArrayList<>();
    final List<IceTransportState> states = new CopyOnWriteArrayList<>();
    final List<IceGatheringState> gatheringStates = new CopyOnWriteArrayList<>();
    final List<IceCandidatePair> pairs = new CopyOnWriteArrayList<>();
    final List<IceGatheringError> errors = new CopyOnWriteArrayList<>();
    final List<byte[]> datagrams = new CopyOnWriteArrayList<>();
    private volatile int bursts;
    private volatile boolean offLoop;
    private volatile boolean inCall;
    private volatile boolean reentered;

    /** Where candidates are told to as they are found; or null. */
    private volatile Peer trickleTo;

    /** Changes candidates on their way to the other peer. */
    private volatile Function<IceCandidate, IceCandidate> onTheWay = Function.identity();

    Peer(String name, EventLoop loop, IceOptions options) {
        this(name, loop, options, IceNetwork.plain());
    }

    Peer(String name, EventLoop loop, IceOptions options, IceNetwork network) {
        this(name, loop, options, network, IceCredentials.generate(options.random()));
    }

    Peer(String name, EventLoop loop, IceOptions options, IceNetwork network, IceParameters local) {
        this.name = name;
        this.loop = loop;
        transport = await(loop.submit(() -> new IceTransport(loop, options, network, local, this)));
    }

    static IceOptions.Builder options() {
        return IceOptions.builder().tcpCandidates(TcpCandidates.NONE);
    }

    // ---- calls

    <T> T call(Callable<T> task) {
        return await(
                loop.submit(
                        () -> {
                            inCall = true;
                            try {
                                return task.call();
                            } finally {
                                inCall = false;
                            }
                        }));
    }

    void run(Runnable task) {
        call(
                () -> {
                    task.run();
                    return null;
                });
    }

    private static <T> T await(java.util.concurrent.Future<T> future) {
        try {
            return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    void trickleTo(Peer other) {
        trickleTo = other;
    }

    void onTheWay(Function<IceCandidate, IceCandidate> change) {
        onTheWay = change;
    }

    IceParameters parameters() {
        return call(transport::localParameters);
    }

    Peer gather() {
        run(transport::gather);
        return this;
    }

    void awaitGathered() {
        await(() -> gatheringStates.contains(IceGatheringState.COMPLETE), "gathered");
    }

    void start(IceRole role, Peer other) {
        IceParameters theirs = other.parameters();
        run(() -> transport.start(role, theirs));
    }

    void tellAllTo(Peer other) {
        for (IceCandidate candidate : candidates) {
            tell(other, candidate);
        }
        other.run(other.transport::endOfRemoteCandidates);
    }

    private void tell(Peer other, IceCandidate candidate) {
        IceCandidate changed = onTheWay.apply(candidate);
        other.loop.execute(
                () -> {
                    if (other.transport.state() != IceTransportState.CLOSED) {
                        other.transport.addRemoteCandidate(changed);
                    }
                });
    }

    boolean send(byte... datagram) {
        return call(
                () -> {
                    boolean sent = transport.send(ByteBuffer.wrap(datagram));
                    transport.flush();
                    return sent;
                });
    }

    IceCounters counters() {
        return call(transport::counters);
    }

    IceTransportState state() {
        return call(transport::state);
    }

    @Override
    public void close() {
        run(transport::close);
    }

    // ---- waiting

    static void await(BooleanSupplier condition, String what) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("in vain: " + what);
            }
            sleep(1);
        }
    }

    static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    Peer awaitState(IceTransportState state) {
        await(() -> state() == state, name + " " + state + ", but " + states);
        return this;
    }

    Peer awaitConnected() {
        await(() -> isUp(state()), name + " connected, but " + states);
        return this;
    }

    static boolean isUp(IceTransportState state) {
        return state == IceTransportState.CONNECTED || state == IceTransportState.COMPLETED;
    }

    void awaitDatagrams(int count) {
        await(() -> datagrams.size() >= count, name + " " + count + " datagrams");
    }

    int bursts() {
        return bursts;
    }

    /** Problems with how the listener was called. */
    List<String> complaints() {
        List<String> found = new ArrayList<>();
        if (offLoop) {
            found.add(name + ": called off its loop");
        }
        if (reentered) {
            found.add(name + ": called within a call");
        }
        return found;
    }

    /** Its loop does nothing more until the latch is open. */
    CountDownLatch block() {
        CountDownLatch end = new CountDownLatch(1);
        loop.execute(
                () -> {
                    try {
                        end.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                });
        return end;
    }

    // ---- listener

    private void check() {
        offLoop |= !loop.inEventLoop();
        reentered |= inCall;
    }

    @Override
    public void onLocalCandidate(IceCandidate candidate) {
        check();
        candidates.add(candidate);
        Peer other = trickleTo;
        if (other != null) {
            tell(other, candidate);
        }
    }

    @Override
    public void onGatheringStateChange(IceGatheringState state) {
        check();
        gatheringStates.add(state);
        Peer other = trickleTo;
        if (other != null && state == IceGatheringState.COMPLETE) {
            other.loop.execute(
                    () -> {
                        if (other.transport.state() != IceTransportState.CLOSED) {
                            other.transport.endOfRemoteCandidates();
                        }
                    });
        }
    }

    @Override
    public void onGatheringError(IceGatheringError error) {
        check();
        errors.add(error);
    }

    @Override
    public void onStateChange(IceTransportState state) {
        check();
        states.add(state);
    }

    @Override
    public void onSelectedPairChange(IceCandidatePair pair) {
        check();
        pairs.add(pair);
    }

    @Override
    public void onDatagram(ByteBuffer datagram) {
        check();
        byte[] copy = new byte[datagram.remaining()];
        datagram.get(copy);
        datagrams.add(copy);
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // written on the loop only
    public void onReadComplete() {
        check();
        bursts++;
    }
}
