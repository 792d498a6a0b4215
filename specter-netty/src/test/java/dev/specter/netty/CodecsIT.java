package dev.specter.netty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContentDecompressor;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.stream.ChunkedStream;
import io.netty.handler.stream.ChunkedWriteHandler;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.Random;

/** Netty's own codecs, written for TCP, over a data channel. */
@Timeout(60)
class CodecsIT {
    private static final int LARGE = 1_000_000;

    /** Answers a request with its body. */
    private static final class Reply extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            var response =
                    new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1,
                            HttpResponseStatus.OK,
                            request.content().retainedDuplicate());
            response.headers()
                    .set(HttpHeaderNames.CONTENT_LENGTH, request.content().readableBytes())
                    .set("x-path", request.uri());
            var unused = context.writeAndFlush(response);
        }
    }

    /** Asks for a message when it has had one. */
    private static final class OneByOne extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.read();
            context.fireChannelActive();
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.read();
        }
    }

    private static ChannelHandler[] httpServer() {
        return new ChannelHandler[] {
            new HttpServerCodec(), new HttpObjectAggregator(2 * LARGE), new Reply()
        };
    }

    private static ChannelHandler[] httpClient(Collector collector) {
        return new ChannelHandler[] {
            new HttpClientCodec(),
            new HttpContentDecompressor(0),
            new HttpObjectAggregator(2 * LARGE),
            collector
        };
    }

    private static FullHttpRequest post(String path, byte[] body) {
        var request =
                new DefaultFullHttpRequest(
                        HttpVersion.HTTP_1_1, HttpMethod.POST, path, Unpooled.wrappedBuffer(body));
        request.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
        return request;
    }

    private static void exchange(Channel client, Collector collector) throws Exception {
        byte[] large = new byte[LARGE];
        new Random(3).nextBytes(large);
        // Pipelined: requests and answers share messages in no particular way.
        for (byte[] body : new byte[][] {{}, {1, 2, 3}, large, {4}}) {
            var unused = client.writeAndFlush(post("/" + body.length, body));
        }
        for (byte[] body : new byte[][] {{}, {1, 2, 3}, large, {4}}) {
            FullHttpResponse response = collector.message(FullHttpResponse.class);
            assertEquals(HttpResponseStatus.OK, response.status());
            assertEquals("/" + body.length, response.headers().get("x-path"));
            byte[] echo = new byte[response.content().readableBytes()];
            response.content().readBytes(echo);
            assertArrayEquals(body, echo);
            response.release();
        }
    }

    @Test
    void http() throws Exception {
        try (var loopback = new Loopback()) {
            loopback.bind(CodecsIT::httpServer);
            var collector = new Collector();
            exchange(loopback.connect(() -> httpClient(collector)), collector);
        }
    }

    @Test
    void httpOverTls() throws Exception {
        KeyPair keys = KeyPairGenerator.getInstance("EC").generateKeyPair();
        X509Certificate certificate = selfSigned(keys);
        SslContext serverTls =
                SslContextBuilder.forServer(keys.getPrivate(), certificate)
                        .sslProvider(SslProvider.JDK)
                        .build();
        SslContext clientTls =
                SslContextBuilder.forClient()
                        .sslProvider(SslProvider.JDK)
                        .trustManager(certificate)
                        .endpointIdentificationAlgorithm(null) // no name in the certificate
                        .build();
        try (var loopback = new Loopback()) {
            loopback.bind(() -> with(serverTls.newHandler(loopback.allocator()), httpServer()));
            var collector = new Collector();
            Channel client =
                    loopback.connect(
                            () ->
                                    with(
                                            clientTls.newHandler(loopback.allocator()),
                                            httpClient(collector)));
            SslHandler tls = client.pipeline().get(SslHandler.class);
            tls.handshakeFuture().sync();
            assertEquals(
                    certificate, tls.engine().getSession().getPeerCertificates()[0], "its own");
            exchange(client, collector);
            client.close().sync();
        }
    }

    @Test
    void aClientThatDoesNotTrustTheServerIsRefusedByTls() throws Exception {
        KeyPair keys = KeyPairGenerator.getInstance("EC").generateKeyPair();
        SslContext serverTls =
                SslContextBuilder.forServer(keys.getPrivate(), selfSigned(keys))
                        .sslProvider(SslProvider.JDK)
                        .build();
        SslContext clientTls = SslContextBuilder.forClient().sslProvider(SslProvider.JDK).build();
        try (var loopback = new Loopback()) {
            loopback.bind(() -> with(serverTls.newHandler(loopback.allocator()), httpServer()));
            Channel client =
                    loopback.connect(
                            () ->
                                    with(
                                            clientTls.newHandler(loopback.allocator()),
                                            httpClient(new Collector())));
            SslHandler tls = client.pipeline().get(SslHandler.class);
            assertInstanceOf(
                    javax.net.ssl.SSLException.class, tls.handshakeFuture().await().cause());
            client.closeFuture().sync();
        }
    }

    @Test
    void aStreamInChunksGoesAsFastAsTheReaderTakesIt() throws Exception {
        byte[] film = new byte[2 * LARGE];
        new Random(5).nextBytes(film);
        try (var loopback = new Loopback()) {
            loopback.bind(
                    () ->
                            new ChannelHandler[] {
                                new ChunkedWriteHandler(),
                                new SimpleChannelInboundHandler<ByteBuf>() {
                                    @Override
                                    protected void channelRead0(
                                            ChannelHandlerContext context, ByteBuf request) {
                                        var unused =
                                                context.writeAndFlush(
                                                        new ChunkedStream(
                                                                new ByteArrayInputStream(film)));
                                    }
                                }
                            });
            var collector = new Collector();
            loopback.client.option(ChannelOption.AUTO_READ, false);
            Channel client =
                    loopback.connect(() -> new ChannelHandler[] {new OneByOne(), collector});
            var unused = client.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {1}));
            assertArrayEquals(film, collector.bytes(film.length));
        }
    }

    private static ChannelHandler[] with(ChannelHandler first, ChannelHandler... others) {
        var all = new ChannelHandler[others.length + 1];
        all[0] = first;
        System.arraycopy(others, 0, all, 1, others.length);
        return all;
    }

    private static X509Certificate selfSigned(KeyPair keys) throws Exception {
        Instant now = Instant.now();
        var name = new X500Name("CN=test");
        var builder =
                new JcaX509v3CertificateBuilder(
                        name,
                        BigInteger.ONE,
                        Date.from(now.minusSeconds(3_600)),
                        Date.from(now.plusSeconds(3_600)),
                        name,
                        keys.getPublic());
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(
                                new JcaContentSignerBuilder("SHA256withECDSA")
                                        .build(keys.getPrivate())));
    }
}
