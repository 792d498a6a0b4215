package dev.specter.ice;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Connects a few pairs over loopback, so that the classes of Netty and ours are loaded and partly
 * compiled when the first call wants them. Thread-safe.
 */
final class WarmUp {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final int ROUNDS = 30;
    private static final long ROUND_MILLIS = 500;

    private static boolean done;

    private WarmUp() {}

    static synchronized void run() {
        if (done) {
            return;
        }
        done = true;
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try {
            for (int round = 0; round < ROUNDS; round++) {
                if (!connectOnce(group.next())) {
                    LOG.debug("warm-up: no pair over loopback");
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end(group);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nobody has to wait for the thread to end
    private static void end(EventLoopGroup group) {
        group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    private static boolean connectOnce(EventLoop loop) throws InterruptedException {
        CountDownLatch connected = new CountDownLatch(2);
        Side controlling = new Side(loop, connected);
        Side controlled = new Side(loop, connected);
        controlling.other = controlled;
        controlled.other = controlling;
        loop.execute(
                () -> {
                    controlling.transport.gather();
                    controlled.transport.gather();
                    controlling.start(IceRole.CONTROLLING);
                    controlled.start(IceRole.CONTROLLED);
                });
        boolean inTime = connected.await(ROUND_MILLIS, TimeUnit.MILLISECONDS);
        loop.execute(
                () -> {
                    controlling.transport.close();
                    controlled.transport.close();
                });
        return inTime;
    }

    private static final class Side implements IceListener {
        private final IceTransport transport;
        private final CountDownLatch connected;
        private Side other;

        Side(EventLoop loop, CountDownLatch connected) {
            this.connected = connected;
            IceOptions options =
                    IceOptions.builder()
                            .includeLoopback(true)
                            .networkFilter(InetAddress::isLoopbackAddress)
                            .build();
            transport = new IceTransport(loop, options, this);
        }

        void start(IceRole role) {
            transport.start(role, other.transport.localParameters());
        }

        @Override
        public void onLocalCandidate(IceCandidate candidate) {
            if (other.transport.state() != IceTransportState.CLOSED) {
                other.transport.addRemoteCandidate(candidate);
            }
        }

        @Override
        public void onGatheringStateChange(IceGatheringState state) {}

        @Override
        public void onStateChange(IceTransportState state) {
            if (state == IceTransportState.CONNECTED) {
                transport.send(ByteBuffer.wrap(new byte[] {20}));
                transport.flush();
            }
        }

        @Override
        public void onSelectedPairChange(IceCandidatePair pair) {}

        @Override
        public void onDatagram(ByteBuffer datagram) {
            connected.countDown();
        }
    }
}
