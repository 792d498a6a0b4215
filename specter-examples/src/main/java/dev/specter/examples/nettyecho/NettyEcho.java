package dev.specter.examples.nettyecho;

import dev.specter.netty.WebRtcChannel;
import dev.specter.netty.WebRtcServerChannel;
import dev.specter.webrtc.WebRtc;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * A Netty server that sends back what it gets, on a data channel for each client, all clients
 * behind one UDP port; and a client for it. The handlers know nothing of WebRTC. Thread-safe.
 */
public final class NettyEcho implements AutoCloseable {
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(NioIoHandler.newFactory());
    private final WebRtc webRtc;
    private final Channel server;

    private NettyEcho(String host, int port) throws InterruptedException {
        webRtc = WebRtc.builder().udpMux(port).includeLoopback(true).build();
        server =
                new ServerBootstrap()
                        .group(group)
                        .channelFactory(
                                () ->
                                        new WebRtcServerChannel(
                                                webRtc, new WebSocketServerSignaling()))
                        .childHandler(
                                new ChannelInitializer<>() {
                                    @Override
                                    protected void initChannel(Channel client) {
                                        client.pipeline().addLast(new Echo());
                                    }
                                })
                        .bind(host, port)
                        .syncUninterruptibly()
                        .channel();
    }

    /**
     * Starts the server: signaling on the TCP port, data channels on the UDP port of that number (0
     * for any free ones).
     */
    public static NettyEcho start(String host, int port) throws InterruptedException {
        return new NettyEcho(host, port);
    }

    /** Where clients find it. */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.localAddress();
    }

    /**
     * Sends random bytes to a server and compares what comes back.
     *
     * @param server where it is
     * @param megabytes how many millions of bytes
     * @return how it went, for people to read
     */
    public static String run(InetSocketAddress server, int megabytes) throws Exception {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try (WebRtc webRtc = WebRtc.builder().includeLoopback(true).build()) {
            var sender = new Sender(megabytes * 1_000_000L);
            Channel client =
                    new Bootstrap()
                            .group(group)
                            .channelFactory(
                                    () -> new WebRtcChannel(webRtc, new WebSocketClientSignaling()))
                            .handler(sender)
                            .connect(server)
                            .sync()
                            .channel();
            String result = sender.result().get(10, TimeUnit.MINUTES);
            String path = client.localAddress() + " to " + client.remoteAddress();
            client.close().sync();
            return path + ": " + result;
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }

    @Override
    public void close() {
        server.close().syncUninterruptibly();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        webRtc.close();
    }

    /** Sends back what comes, and reads no more while that does not leave. */
    private static final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            var unused = context.write(bytes);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            context.channel().config().setAutoRead(context.channel().isWritable());
            context.fireChannelWritabilityChanged();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            var unused = context.close();
        }
    }
}
