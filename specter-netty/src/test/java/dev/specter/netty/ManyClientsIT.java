package dev.specter.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.webrtc.WebRtc;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A server with many clients behind one UDP port. */
@Timeout(300)
class ManyClientsIT {
    private static final int CLIENTS = 500;
    private static final int AT_A_TIME = 40;
    private static final long SECONDS = 90;

    /** Says which client it is, and hears it back. */
    private static final class Greeting extends SimpleChannelInboundHandler<ByteBuf> {
        private final int number;
        private final CountDownLatch echoes;

        Greeting(int number, CountDownLatch echoes) {
            this.number = number;
            this.echoes = echoes;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            var unused = context.writeAndFlush(context.alloc().buffer(4).writeInt(number));
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf echo) {
            if (echo.readInt() == number) {
                echoes.countDown();
            }
        }
    }

    @Test
    void fiveHundredClientsShareAPort() throws Exception {
        WebRtc.Builder server =
                WebRtc.builder().udpMux(0).networkFilter(InetAddress::isLoopbackAddress);
        WebRtc.Builder client =
                WebRtc.builder()
                        .includeLoopback(true)
                        .networkFilter(InetAddress::isLoopbackAddress);
        Queue<Channel> children = new ConcurrentLinkedQueue<>();
        try (var loopback = new Loopback(server);
                WebRtc clients = client.build()) {
            loopback.bind(
                    () ->
                            new ChannelHandler[] {
                                new ChannelInboundHandlerAdapter() {
                                    @Override
                                    public void channelActive(ChannelHandlerContext context) {
                                        children.add(context.channel());
                                    }
                                },
                                new EchoHandler()
                            });
            var bootstrap =
                    new Bootstrap()
                            .group(loopback.group)
                            .option(ChannelOption.ALLOCATOR, loopback.allocator())
                            .channelFactory(() -> new WebRtcChannel(clients, loopback.signaling));
            var echoes = new CountDownLatch(CLIENTS);
            var connecting = new Semaphore(AT_A_TIME);
            List<ChannelFuture> connected = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                assertTrue(connecting.tryAcquire(SECONDS, TimeUnit.SECONDS));
                int number = i;
                ChannelFuture connect =
                        bootstrap
                                .clone()
                                .handler(
                                        Loopback.initializer(
                                                () ->
                                                        new ChannelHandler[] {
                                                            new Greeting(number, echoes)
                                                        }))
                                .connect(Loopback.SERVER);
                connect.addListener(done -> connecting.release());
                connected.add(connect);
            }
            for (ChannelFuture connect : connected) {
                connect.sync();
            }
            assertTrue(echoes.await(SECONDS, TimeUnit.SECONDS), "missing: " + echoes.getCount());
            assertEquals(CLIENTS, children.size());
            int port = loopback.webRtc.udpMuxPorts().get(0);
            Set<InetSocketAddress> remote = ConcurrentHashMap.newKeySet();
            for (Channel child : children) {
                assertEquals(port, ((InetSocketAddress) child.localAddress()).getPort());
                remote.add((InetSocketAddress) child.remoteAddress());
            }
            assertEquals(CLIENTS, remote.size(), "each by its own address");
            for (ChannelFuture connect : connected) {
                connect.channel().close().sync();
            }
            Loopback.await(
                    () -> children.stream().noneMatch(Channel::isOpen), "the server's ends close");
        }
    }
}
