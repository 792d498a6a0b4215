package dev.specter.netty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.webrtc.RtcDataChannel;
import dev.specter.webrtc.RtcIceConnectionState;
import dev.specter.webrtc.RtcPeerConnection;
import dev.specter.webrtc.RtcPriorityType;
import dev.specter.webrtc.WebRtc;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramPacket;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What Netty's pipelines expect of a channel. */
@Timeout(60)
class WebRtcChannelIT {
    private static ChannelHandler[] handlers(ChannelHandler... handlers) {
        return handlers;
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    @Test
    void echoesBuffersOfAllSizesInOrder() throws Exception {
        try (var loopback = new Loopback()) {
            loopback.bind(() -> handlers(new EchoHandler()));
            var collector = new Collector();
            Channel client = loopback.connect(() -> handlers(collector));
            assertEquals("active", collector.event());
            byte[] all = random(3_000_000);
            int at = 0;
            for (int size : new int[] {1, 0, 1_200, 70_000, 262_144, 262_145}) {
                var unused = client.write(Unpooled.wrappedBuffer(all, at, size));
                at += size;
            }
            client.writeAndFlush(Unpooled.wrappedBuffer(all, at, all.length - at)).sync();
            assertArrayEquals(all, collector.bytes(all.length));
            client.close().sync();
            Loopback.await(() -> collector.events.contains("inactive"), "inactive");
        }
    }

    @Test
    void sharesItsEventLoopsWithTheConnections() throws Exception {
        var group = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
        var signaling = new LocalSignaling();
        try (var webRtc =
                WebRtc.builder()
                        .eventLoopGroup(group)
                        .directCallbacks()
                        .includeLoopback(true)
                        .build()) {
            new ServerBootstrap()
                    .group(group)
                    .channelFactory(() -> new WebRtcServerChannel(webRtc, signaling))
                    .childHandler(Loopback.initializer(() -> handlers(new EchoHandler())))
                    .bind(Loopback.SERVER)
                    .sync();
            for (int i = 0; i < 4; i++) { // on each of the loops
                var collector = new Collector();
                Channel client =
                        new Bootstrap()
                                .group(group)
                                .channelFactory(() -> new WebRtcChannel(webRtc, signaling))
                                .handler(Loopback.initializer(() -> handlers(collector)))
                                .connect(Loopback.SERVER)
                                .sync()
                                .channel();
                byte[] bytes = random(100_000);
                client.writeAndFlush(Unpooled.wrappedBuffer(bytes)).sync();
                assertArrayEquals(bytes, collector.bytes(bytes.length));
                client.close().sync();
            }
        }
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
    }

    @Test
    void aSlowReaderStopsItsWriter() throws Exception {
        try (var loopback = new Loopback()) {
            var slow = new Collector();
            var accepted = new CompletableFuture<Channel>();
            loopback.server.childOption(ChannelOption.AUTO_READ, false);
            loopback.bind(
                    () ->
                            handlers(
                                    slow,
                                    new ChannelInboundHandlerAdapter() {
                                        @Override
                                        public void channelActive(ChannelHandlerContext context) {
                                            accepted.complete(context.channel());
                                        }
                                    }));
            loopback.client.option(
                    ChannelOption.WRITE_BUFFER_WATER_MARK,
                    new WriteBufferWaterMark(100_000, 200_000));
            var writer = new Collector();
            Channel client = loopback.connect(() -> handlers(writer));
            assertEquals("active", writer.event());
            Channel child = accepted.get(Loopback.SECONDS, TimeUnit.SECONDS);
            int sent = 0;
            ChannelFuture last = null;
            // Writing while it is writable, as one should.
            for (long quiet = System.nanoTime(); System.nanoTime() - quiet < 2_000_000_000L; ) {
                if (client.isWritable()) {
                    last = client.writeAndFlush(Unpooled.wrappedBuffer(new byte[10_000]));
                    sent += 10_000;
                    quiet = System.nanoTime();
                } else {
                    TimeUnit.MILLISECONDS.sleep(5);
                }
                assertTrue(sent < 20_000_000, "nothing stopped the writer");
            }
            assertEquals(0, slow.count(), "nothing was asked for");
            assertFalse(last.isDone());
            // The window of 2 MiB, what may wait in the data channel, the water mark.
            assertTrue(sent < 4_000_000, sent + " bytes were taken");
            child.read();
            Loopback.await(() -> slow.count() > 0, "one read, one message");
            child.config().setAutoRead(true);
            slow.bytes(sent);
            last.sync();
            Loopback.await(client::isWritable, "writable again");
            assertTrue(writer.events.contains("full") && writer.events.contains("writable"));
        }
    }

    @Test
    void aServerThatDoesNotReadAcceptsNobody() throws Exception {
        try (var loopback = new Loopback()) {
            loopback.server.option(ChannelOption.AUTO_READ, false);
            var collector = new Collector();
            Channel server = loopback.bind(() -> handlers(collector));
            Channel client = loopback.connect(() -> handlers());
            byte[] bytes = random(50_000);
            client.writeAndFlush(Unpooled.wrappedBuffer(bytes)).sync();
            assertEquals(null, collector.events.poll(300, TimeUnit.MILLISECONDS));
            server.read();
            assertEquals("active", collector.event());
            assertArrayEquals(bytes, collector.bytes(bytes.length));
        }
    }

    @Test
    void aBufferHalfWrittenGoesOnWhenTheReaderDoes() throws Exception {
        try (var loopback = new Loopback()) {
            var slow = new Collector();
            loopback.server.childOption(ChannelOption.AUTO_READ, false);
            var accepted = new CompletableFuture<Channel>();
            loopback.bind(
                    () ->
                            handlers(
                                    slow,
                                    new ChannelInboundHandlerAdapter() {
                                        @Override
                                        public void channelActive(ChannelHandlerContext context) {
                                            accepted.complete(context.channel());
                                        }
                                    }));
            Channel client = loopback.connect(() -> handlers());
            byte[] bytes = random(8_000_000);
            ChannelFuture written = client.writeAndFlush(Unpooled.wrappedBuffer(bytes));
            assertFalse(written.await(500, TimeUnit.MILLISECONDS), "more than there is room for");
            assertTrue(client.bytesBeforeWritable() > 0);
            accepted.get(Loopback.SECONDS, TimeUnit.SECONDS).config().setAutoRead(true);
            assertArrayEquals(bytes, slow.bytes(bytes.length));
            assertTrue(written.await(Loopback.SECONDS, TimeUnit.SECONDS) && written.isSuccess());
        }
    }

    @Test
    void whatWasWrittenBeforeCloseArrivesAndThenTheEnd() throws Exception {
        try (var loopback = new Loopback()) {
            var collector = new Collector();
            loopback.bind(() -> handlers(collector));
            byte[] bytes = random(200_000);
            Channel client = loopback.connect(() -> handlers());
            client.writeAndFlush(Unpooled.wrappedBuffer(bytes)).sync();
            client.close().sync();
            assertFalse(client.isOpen() || client.isActive());
            assertArrayEquals(bytes, collector.bytes(bytes.length));
            assertEquals("active", collector.event());
            assertEquals("inactive", collector.event());
            assertFalse(collector.error.isDone(), () -> "" + collector.error.join());
        }
    }

    @Test
    void theServerMayCloseToo() throws Exception {
        try (var loopback = new Loopback()) {
            loopback.bind(
                    () ->
                            handlers(
                                    new ChannelInboundHandlerAdapter() {
                                        @Override
                                        public void channelActive(ChannelHandlerContext context) {
                                            context.writeAndFlush(
                                                            Unpooled.copiedBuffer(
                                                                    "bye", StandardCharsets.UTF_8))
                                                    .addListener(ChannelFutureListener.CLOSE);
                                        }
                                    }));
            var collector = new Collector();
            Channel client = loopback.connect(() -> handlers(collector));
            client.closeFuture().sync();
            assertEquals("bye", new String(collector.bytes(3), StandardCharsets.UTF_8));
        }
    }

    @Test
    void aPeerThatVanishesIsAReset() throws Exception {
        try (var loopback = new Loopback()) {
            var collector = new Collector();
            loopback.bind(() -> handlers(collector));
            var client = (WebRtcChannel) loopback.connect(() -> handlers());
            assertEquals("active", collector.event());
            client.peerConnection().orElseThrow().close();
            client.closeFuture().sync();
            assertInstanceOf(
                    IOException.class, collector.error.get(Loopback.SECONDS, TimeUnit.SECONDS));
            assertEquals("inactive", collector.event());
        }
    }

    @Test
    void messagesKeepTheirKindAndBoundaries() throws Exception {
        try (var loopback = new Loopback()) {
            loopback.server.childOption(WebRtcChannelOption.MODE, WebRtcChannelMode.MESSAGE);
            loopback.client.option(WebRtcChannelOption.MODE, WebRtcChannelMode.MESSAGE);
            loopback.bind(() -> handlers(new EchoHandler()));
            var collector = new Collector();
            Channel client = loopback.connect(() -> handlers(collector));
            for (String text : new String[] {"text", ""}) {
                for (boolean isText : new boolean[] {true, false}) {
                    ByteBuf bytes = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
                    client.writeAndFlush(new DataChannelFrame(bytes, isText)).sync();
                    DataChannelFrame echo = collector.message(DataChannelFrame.class);
                    assertEquals(isText, echo.isText());
                    assertEquals(text, echo.content().toString(StandardCharsets.UTF_8));
                    echo.release();
                }
            }
            ChannelFuture tooLarge = client.writeAndFlush(Unpooled.wrappedBuffer(random(262_145)));
            assertInstanceOf(IOException.class, tooLarge.await().cause());
            assertTrue(client.isActive(), "only that message failed");
            ChannelFuture unsupported = client.writeAndFlush("a string");
            assertInstanceOf(UnsupportedOperationException.class, unsupported.await().cause());
        }
    }

    @Test
    void aHandlerForDatagramsAnswersTheSender() throws Exception {
        try (var loopback = new Loopback()) {
            loopback.server.childOption(WebRtcChannelOption.MODE, WebRtcChannelMode.DATAGRAM);
            loopback.client
                    .option(WebRtcChannelOption.MODE, WebRtcChannelMode.DATAGRAM)
                    .option(WebRtcChannelOption.ORDERED, false)
                    .option(WebRtcChannelOption.MAX_RETRANSMITS, 0)
                    .option(WebRtcChannelOption.LABEL, "game")
                    .option(WebRtcChannelOption.PROTOCOL, "v1")
                    .option(WebRtcChannelOption.PRIORITY, RtcPriorityType.HIGH);
            var child = new CompletableFuture<RtcDataChannel>();
            loopback.bind(
                    () ->
                            handlers(
                                    new SimpleChannelInboundHandler<DatagramPacket>() {
                                        @Override
                                        protected void channelRead0(
                                                ChannelHandlerContext context,
                                                DatagramPacket packet) {
                                            child.complete(
                                                    ((WebRtcChannel) context.channel())
                                                            .dataChannel()
                                                            .orElseThrow());
                                            var unused =
                                                    context.writeAndFlush(
                                                            new DatagramPacket(
                                                                    packet.content().retain(),
                                                                    packet.sender()));
                                        }
                                    }));
            var collector = new Collector();
            Channel client = loopback.connect(() -> handlers(collector));
            awaitLastPath(client);
            var server = (InetSocketAddress) client.remoteAddress();
            client.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(random(1_000)), server))
                    .sync();
            DatagramPacket echo = collector.message(DatagramPacket.class);
            assertEquals(1_000, echo.content().readableBytes());
            assertEquals(server, echo.sender());
            assertEquals(client.localAddress(), echo.recipient());
            echo.release();
            RtcDataChannel theirs = child.get();
            assertFalse(theirs.ordered());
            assertEquals(0, theirs.maxRetransmits().orElseThrow());
            assertEquals("game", theirs.label());
            assertEquals("v1", theirs.protocol());
            assertEquals(RtcPriorityType.HIGH, theirs.priority());
            var dataChannel = ((WebRtcChannel) client).dataChannel().orElseThrow();
            assertFalse(dataChannel.ordered());
            assertEquals("game", client.config().getOption(WebRtcChannelOption.LABEL));
        }
    }

    /** Until all pairs have been checked: before, a better one may take over. */
    private static void awaitLastPath(Channel client) throws InterruptedException {
        RtcPeerConnection connection = ((WebRtcChannel) client).peerConnection().orElseThrow();
        Loopback.await(
                () -> connection.iceConnectionState() == RtcIceConnectionState.COMPLETED,
                "completed");
    }

    @Test
    void addressesAreThoseOfThePath() throws Exception {
        try (var loopback = new Loopback()) {
            var children = new LinkedBlockingQueue<Channel>();
            loopback.bind(
                    () ->
                            handlers(
                                    new ChannelInboundHandlerAdapter() {
                                        @Override
                                        public void channelActive(ChannelHandlerContext context) {
                                            children.add(context.channel());
                                        }
                                    }));
            Channel client = loopback.connect(() -> handlers());
            Channel child = children.poll(Loopback.SECONDS, TimeUnit.SECONDS);
            assertInstanceOf(InetSocketAddress.class, client.remoteAddress());
            awaitLastPath(client);
            Loopback.await( // the peer follows
                    () -> client.localAddress().equals(child.remoteAddress()), "the same path");
            assertEquals(client.remoteAddress(), child.localAddress());
            assertEquals(client.localAddress(), child.remoteAddress());
            assertEquals(Loopback.SERVER, child.parent().localAddress());
            client.close().sync();
            child.closeFuture().sync();
            assertInstanceOf(InetSocketAddress.class, child.remoteAddress(), "still told");
        }
    }

    @Test
    void connectingFailsAsOverTcp() throws Exception {
        try (var loopback = new Loopback()) {
            ChannelFuture refused =
                    loopback.client
                            .clone()
                            .handler(Loopback.initializer(() -> handlers()))
                            .connect(new LocalAddress("nobody"))
                            .await();
            assertInstanceOf(ConnectException.class, refused.cause());
            assertFalse(refused.channel().isOpen());

            Channel bound = loopback.bind(() -> handlers());
            ChannelFuture again = loopback.server.clone().bind(Loopback.SERVER).await();
            assertInstanceOf(BindException.class, again.cause());
            bound.close().sync();
            loopback.bind(() -> handlers()); // the address is free again
        }
    }

    @Test
    void aServerThatSaysNothingIsATimeout() throws Exception {
        try (var loopback = new Loopback()) {
            ClientSignaling silent =
                    (server, client) -> CompletableFuture.completedFuture(ClientSession.DEAF);
            ChannelFuture connect =
                    new Bootstrap()
                            .group(loopback.group)
                            .channelFactory(() -> new WebRtcChannel(loopback.webRtc, silent))
                            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 300)
                            .handler(Loopback.initializer(() -> handlers()))
                            .connect(Loopback.SERVER)
                            .await();
            assertInstanceOf(ConnectTimeoutException.class, connect.cause());
            assertFalse(connect.channel().isOpen());

            ChannelFuture cancelled =
                    new Bootstrap()
                            .group(loopback.group)
                            .channelFactory(() -> new WebRtcChannel(loopback.webRtc, silent))
                            .handler(Loopback.initializer(() -> handlers()))
                            .connect(Loopback.SERVER);
            Loopback.await(
                    () -> ((WebRtcChannel) cancelled.channel()).dataChannel().isPresent(),
                    "connecting");
            assertTrue(cancelled.cancel(false));
            assertTrue(cancelled.channel().closeFuture().await(Loopback.SECONDS, TimeUnit.SECONDS));
        }
    }

    @Test
    void clientsThatTalkNonsenseAreTurnedAway() throws Exception {
        try (var loopback = new Loopback()) {
            loopback.server.option(ChannelOption.SO_BACKLOG, 2);
            loopback.bind(() -> handlers(new EchoHandler()));
            for (String text :
                    new String[] {
                        "",
                        "no JSON",
                        "{}",
                        "[1]",
                        "{\"description\":{\"type\":\"answer\",\"sdp\":\"\"}}",
                        "{\"description\":{\"type\":\"offer\",\"sdp\":\"v=1\"}}",
                        "x".repeat(300_000)
                    }) {
                var closed = new CompletableFuture<Void>();
                SignalingLink toServer =
                        loopback.signaling
                                .connect(Loopback.SERVER, listener(closed))
                                .toCompletableFuture()
                                .join();
                toServer.send(text);
                closed.get(Loopback.SECONDS, TimeUnit.SECONDS);
            }
            var first = new CompletableFuture<Void>();
            for (int i = 0; i < 2; i++) { // who says nothing takes a place
                var unused = loopback.signaling.connect(Loopback.SERVER, listener(first));
            }
            var third = new CompletableFuture<Void>();
            var refused = loopback.signaling.connect(Loopback.SERVER, listener(third));
            assertTrue(refused.toCompletableFuture().isDone());
            third.get(Loopback.SECONDS, TimeUnit.SECONDS);
            assertFalse(first.isDone());
        }
    }

    private static SignalingLink listener(CompletableFuture<Void> closed) {
        return new SignalingLink() {
            @Override
            public void send(String text) {}

            @Override
            public void close() {
                closed.complete(null);
            }
        };
    }

    @Test
    void aClientMayHaveSeveralChannelsUpToALimit() throws Exception {
        try (var loopback = new Loopback()) {
            loopback.server.option(WebRtcChannelOption.MAX_CHANNELS_PER_CLIENT, 2);
            loopback.bind(() -> handlers(new EchoHandler()));
            var client = (WebRtcChannel) loopback.connect(() -> handlers());
            var connection = client.peerConnection().orElseThrow();
            // On another kind of event loop.
            var other = new DefaultEventLoop();
            var collector = new Collector();
            var second = new WebRtcChannel(connection, connection.createDataChannel("second"));
            second.config().setAllocator(loopback.allocator());
            second.pipeline().addLast(collector);
            other.register(second).sync();
            assertEquals("active", collector.event());
            second.writeAndFlush(Unpooled.copiedBuffer("hi", StandardCharsets.UTF_8)).sync();
            assertEquals("hi", new String(collector.bytes(2), StandardCharsets.UTF_8));
            RtcDataChannel third = connection.createDataChannel("third");
            var closed = new CompletableFuture<Void>();
            third.onClose(() -> closed.complete(null));
            closed.get(Loopback.SECONDS, TimeUnit.SECONDS);
            second.close().sync();
            assertTrue(client.isActive(), "the connection stays");
            other.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
        }
    }

    @Test
    void theEndOfItsEventLoopClosesAChannel() throws Exception {
        try (var loopback = new Loopback()) {
            var collector = new Collector();
            loopback.bind(() -> handlers(collector));
            var own = new DefaultEventLoop();
            Channel client =
                    loopback.client
                            .clone(own)
                            .handler(Loopback.initializer(() -> handlers()))
                            .connect(Loopback.SERVER)
                            .sync()
                            .channel();
            own.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
            assertFalse(client.isOpen());
            assertEquals("active", collector.event());
            assertEquals("inactive", collector.event());
        }
    }
}
