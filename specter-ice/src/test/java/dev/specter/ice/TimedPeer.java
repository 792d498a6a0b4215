package dev.specter.ice;

import io.netty.channel.EventLoop;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Notes when it connects, without polling. */
final class TimedPeer implements IceListener, AutoCloseable {
    private final EventLoop loop;
    private final IceTransport transport;
    private final CompletableFuture<Void> gathered = new CompletableFuture<>();
    private final CompletableFuture<Long> connected = new CompletableFuture<>();

    TimedPeer(EventLoop loop) {
        this.loop = loop;
        transport =
                loop.submit(() -> new IceTransport(loop, IceOptions.defaults(), this))
                        .syncUninterruptibly()
                        .getNow();
    }

    private void run(Runnable task) {
        loop.submit(task).syncUninterruptibly();
    }

    void gather() {
        run(transport::gather);
    }

    void awaitGathered() {
        gathered.join();
    }

    void tellTo(TimedPeer other) {
        List<IceCandidate> candidates = transport.localCandidates();
        other.run(() -> candidates.forEach(other.transport::addRemoteCandidate));
    }

    /** Does not wait, so that both ends start at the same time. */
    void start(IceRole role, TimedPeer other) {
        loop.execute(() -> transport.start(role, other.transport.localParameters()));
    }

    long awaitConnectedNanos() {
        return connected.join();
    }

    @Override
    public void close() {
        run(transport::close);
    }

    @Override
    public void onLocalCandidate(IceCandidate candidate) {}

    @Override
    public void onGatheringStateChange(IceGatheringState state) {
        if (state == IceGatheringState.COMPLETE) {
            gathered.complete(null);
        }
    }

    @Override
    public void onStateChange(IceTransportState state) {
        if (Peer.isUp(state)) {
            connected.complete(System.nanoTime());
        }
    }

    @Override
    public void onSelectedPairChange(IceCandidatePair pair) {}

    @Override
    public void onDatagram(ByteBuffer datagram) {}
}
