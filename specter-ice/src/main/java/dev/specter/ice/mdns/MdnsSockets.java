package dev.specter.ice.mdns;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.ReferenceCountUtil;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Predicate;

/**
 * Sockets on the multicast DNS port, shared with whoever else listens there: one for each family,
 * joined on every interface. Loop-confined.
 */
final class MdnsSockets {
    private static final Logger LOG = LoggerFactory.getLogger(MdnsSockets.class);
    private static final InetSocketAddress IPV4 = group(224, 0, 0, 251);
    private static final InetSocketAddress IPV6 =
            group(0xFF, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFB);

    /** RFC 6762, section 11: all multicast DNS has it. */
    private static final int TTL = 255;

    /** Takes what arrives. */
    interface Listener {
        void onMessage(InetSocketAddress source, byte[] message);
    }

    /** A socket, its group, and the interfaces that it has joined on. */
    private record Member(
            NioDatagramChannel channel,
            InetSocketAddress group,
            Predicate<MdnsLink> usable,
            Set<NetworkInterface> joined) {}

    private final EventLoop loop;
    private final Listener listener;
    private final List<Member> members = new ArrayList<>();
    private List<MdnsLink> links = List.of();
    private boolean closed;

    private MdnsSockets(EventLoop loop, Listener listener) {
        this.loop = loop;
        this.listener = listener;
    }

    private static InetSocketAddress group(int... address) {
        byte[] bytes = new byte[address.length];
        for (int i = 0; i < address.length; i++) {
            bytes[i] = (byte) address[i];
        }
        try {
            return new InetSocketAddress(InetAddress.getByAddress(bytes), MdnsResponder.PORT);
        } catch (IOException e) {
            throw new AssertionError("an address has 4 or 16 bytes", e);
        }
    }

    /**
     * Opens what can be opened.
     *
     * @return completed on the loop, in any case: with no network there is just nobody to hear
     */
    static CompletionStage<MdnsSockets> open(EventLoop loop, Listener listener) {
        MdnsSockets sockets = new MdnsSockets(loop, listener);
        return CompletableFuture.supplyAsync(MdnsLink::all, ForkJoinPool.commonPool())
                .thenComposeAsync(sockets::open, loop);
    }

    private CompletionStage<MdnsSockets> open(List<MdnsLink> found) {
        links = found;
        CompletableFuture<?> ipv4 =
                bind(SocketProtocolFamily.INET, IPV4, "0.0.0.0", MdnsLink::hasIpv4);
        CompletableFuture<?> ipv6 = bind(SocketProtocolFamily.INET6, IPV6, "::", MdnsLink::hasIpv6);
        return ipv4.thenCombine(ipv6, (a, b) -> this);
    }

    private CompletableFuture<?> bind(
            SocketProtocolFamily family,
            InetSocketAddress group,
            String wildcard,
            Predicate<MdnsLink> usable) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        ChannelFuture bound =
                new Bootstrap()
                        .group(loop)
                        .channelFactory(() -> new NioDatagramChannel(family))
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .option(ChannelOption.IP_MULTICAST_TTL, TTL)
                        .option(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new FixedRecvByteBufAllocator(DnsMessage.MAX_BYTES + 1))
                        .handler(new Inbound())
                        .bind(wildcard, group.getPort());
        bound.addListener(
                ended ->
                        loop.execute(
                                () -> {
                                    handleBound(bound, group, usable);
                                    done.complete(null);
                                }));
        return done;
    }

    private void handleBound(
            ChannelFuture bound, InetSocketAddress group, Predicate<MdnsLink> usable) {
        if (!bound.isSuccess()) {
            LOG.debug("no multicast DNS at {}", group, bound.cause());
            return;
        }
        NioDatagramChannel channel = (NioDatagramChannel) bound.channel();
        Member member = new Member(channel, group, usable, new LinkedHashSet<>());
        members.add(member);
        if (closed) {
            close();
            return;
        }
        joinAll(member);
    }

    private void joinAll(Member member) {
        for (MdnsLink link : links) {
            NetworkInterface networkInterface = link.networkInterface();
            if (member.usable().test(link) && !member.joined().contains(networkInterface)) {
                join(member, networkInterface);
            }
        }
    }

    /** Looks at the interfaces anew. */
    void refresh() {
        CompletableFuture.supplyAsync(MdnsLink::all, ForkJoinPool.commonPool())
                .thenAcceptAsync(this::update, loop)
                .exceptionally(
                        failure -> {
                            LOG.debug("while looking at the interfaces", failure);
                            return null;
                        });
    }

    private void update(List<MdnsLink> found) {
        links = found;
        Set<NetworkInterface> there = new HashSet<>();
        found.forEach(link -> there.add(link.networkInterface()));
        for (Member member : members) {
            // An interface that comes back is another one to the system: it must be joined anew.
            member.joined().retainAll(there);
            joinAll(member);
        }
    }

    private static void join(Member member, NetworkInterface networkInterface) {
        member.channel()
                .joinGroup(member.group(), networkInterface)
                .addListener(
                        done -> {
                            if (done.isSuccess()) {
                                member.joined().add(networkInterface);
                            } else {
                                LOG.debug("not joined on {}", networkInterface, done.cause());
                            }
                        });
    }

    /** Sends to one, or to everybody on each link. */
    void send(byte[] message, Optional<InetSocketAddress> to) {
        for (Member member : members) {
            if (to.isEmpty()) {
                member.joined().forEach(on -> multicast(member, on, message));
            } else if (isOfFamily(member, to.get())) {
                write(member.channel(), message, to.get());
            }
        }
    }

    private static void multicast(Member member, NetworkInterface on, byte[] message) {
        try {
            if (member.channel().isOpen()) {
                member.channel().config().setOption(ChannelOption.IP_MULTICAST_IF, on);
                write(member.channel(), message, member.group());
            }
        } catch (ChannelException e) {
            LOG.debug("nothing can be sent on {}", on, e); // the interface has gone
        }
    }

    private static boolean isOfFamily(Member member, InetSocketAddress address) {
        return member.group().getAddress().getClass() == address.getAddress().getClass();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the void promise cannot be listened to
    private static void write(Channel channel, byte[] message, InetSocketAddress to) {
        channel.writeAndFlush(
                new DatagramPacket(Unpooled.wrappedBuffer(message), to), channel.voidPromise());
    }

    @SuppressWarnings("FutureReturnValueIgnored") // on the loop: closed when the call returns
    void close() {
        closed = true;
        members.forEach(member -> member.channel().close());
        members.clear();
    }

    private final class Inbound extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            try {
                if (!closed && message instanceof DatagramPacket packet) {
                    ByteBuf content = packet.content();
                    InetSocketAddress source = packet.sender();
                    if (links.stream().anyMatch(link -> link.reaches(source.getAddress()))) {
                        listener.onMessage(source, ByteBufUtil.getBytes(content));
                    }
                }
            } finally {
                ReferenceCountUtil.release(message);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOG.debug("multicast DNS", cause);
        }
    }
}
