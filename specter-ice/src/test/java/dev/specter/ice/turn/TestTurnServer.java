package dev.specter.ice.turn;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;
import dev.specter.ice.stun.StunAttribute;
import dev.specter.ice.stun.StunClass;
import dev.specter.ice.stun.StunFrame;
import dev.specter.ice.stun.StunMethod;
import dev.specter.ice.stun.StunWriter;
import dev.specter.testkit.CloseReason;
import dev.specter.testkit.StreamHandler;
import dev.specter.testkit.VirtualConnection;
import dev.specter.testkit.VirtualHost;
import dev.specter.testkit.VirtualSocket;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A STUN and TURN server in the virtual network (RFC 8489, RFC 8656), over UDP and TCP, that keeps
 * to its lifetimes and does what a test wants to go wrong.
 */
public final class TestTurnServer {
    private static final long SECOND = 1_000_000_000L;

    /** What it asks of and gives to clients; to be changed at any time. */
    public static final class Settings {
        public String user = "user";
        public String password = "secret";
        public String realm = "example.org";
        public long allocationSeconds = 600;
        public long permissionSeconds = 300;
        public long channelSeconds = 600;
        public long nonceSeconds = 3600;
        public boolean sha256;
        public boolean silent;
        public boolean unsignedAnswers;
        public boolean noChannels;
        public int allocateError;
        public int permissionError;
        public int nonceForever;
        public InetSocketAddress alternate;
        public boolean refuseIpv4;
        public boolean udpOnly;
    }

    /** How to answer a client. */
    private interface Client {
        void send(byte[] message);

        InetSocketAddress address();
    }

    private static final class Channel {
        InetSocketAddress peer;
        long expiryNanos;
    }

    private final class Allocation {
        final Client client;
        final Object key;
        final List<VirtualSocket> relays = new ArrayList<>();
        final Map<InetAddress, Long> permissions = new HashMap<>();
        final Map<Integer, Channel> channels = new HashMap<>();
        final Bytes transactionId;
        byte[] answer;
        long expiryNanos;

        Allocation(Client client, Object key, Bytes transactionId) {
            this.client = client;
            this.key = key;
            this.transactionId = transactionId;
        }

        boolean permits(InetAddress peer, long nowNanos) {
            return permissions.getOrDefault(peer, 0L) > nowNanos;
        }

        void close() {
            relays.forEach(VirtualSocket::close);
            allocations.remove(key);
        }
    }

    public final Settings settings = new Settings();
    private final VirtualHost host;
    private final InetSocketAddress address;
    private final VirtualSocket socket;
    private final Map<Object, Allocation> allocations = new HashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();
    private final List<VirtualConnection> connections = new ArrayList<>();
    private int generation = 1;

    /**
     * Serves on all addresses of a host.
     *
     * @param host where
     * @param port of UDP and TCP
     */
    public TestTurnServer(VirtualHost host, int port) {
        this.host = host;
        InetAddress first = host.addresses().get(0);
        address = new InetSocketAddress(first, port);
        socket = host.bind(first, port, this::onDatagram);
        for (InetAddress more : host.addresses()) {
            if (!more.equals(first)) {
                host.bind(more, port, this::onDatagram);
            }
            host.listen(more, port, this::onConnection);
        }
    }

    public InetSocketAddress address() {
        return address;
    }

    public VirtualSocket socket() {
        return socket;
    }

    /** How many requests and datagrams of a kind came, or were refused. */
    public int count(String what) {
        return counts.getOrDefault(what, 0);
    }

    public int allocations() {
        return allocations.size();
    }

    /** Loses all it knows, as when it is started anew. */
    public void restart() {
        generation++;
        List.copyOf(allocations.values()).forEach(Allocation::close);
        connections.forEach(VirtualConnection::abort);
        connections.clear();
    }

    private void tally(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    private void onDatagram(VirtualSocket at, InetSocketAddress from, byte[] data, long nowNanos) {
        handle(
                new Client() {
                    @Override
                    public void send(byte[] message) {
                        at.send(message, from);
                    }

                    @Override
                    public InetSocketAddress address() {
                        return from;
                    }
                },
                List.of(at.local(), from),
                data,
                nowNanos);
    }

    private StreamHandler onConnection(VirtualConnection at, long accepted) {
        StreamDeframer deframer = new StreamDeframer();
        connections.add(at);
        Client client =
                new Client() {
                    @Override
                    public void send(byte[] message) {
                        if (at.isOpen()) {
                            at.send(Bytes.copyOf(message).toArray());
                            at.send(new byte[-message.length & 3]);
                        }
                    }

                    @Override
                    public InetSocketAddress address() {
                        return at.remote();
                    }
                };
        return new StreamHandler() {
            @Override
            public void onData(VirtualConnection c, byte[] data, long nowNanos) {
                try {
                    deframer.handleBytes(ByteBuffer.wrap(data));
                } catch (MalformedPacketException e) {
                    tally("malformed");
                    c.abort();
                    return;
                }
                for (byte[] m = deframer.pollMessage(); m != null; m = deframer.pollMessage()) {
                    handle(client, at, m, nowNanos);
                }
            }

            @Override
            public void onClosed(VirtualConnection c, CloseReason reason, long nowNanos) {
                Allocation allocation = allocations.get(at);
                if (allocation != null) {
                    allocation.close();
                }
            }
        };
    }

    private void handle(Client client, Object key, byte[] message, long nowNanos) {
        if (settings.silent) {
            return;
        }
        Allocation allocation = allocations.get(key);
        if (allocation != null && allocation.expiryNanos <= nowNanos) {
            tally("expired");
            allocation.close();
            allocation = null;
        }
        if (ChannelData.isChannelData(message)) {
            handleChannelData(allocation, message, nowNanos);
            return;
        }
        StunFrame frame;
        try {
            frame = StunFrame.parse(message);
        } catch (MalformedPacketException e) {
            tally("malformed");
            return;
        }
        if (frame.messageClass() == StunClass.INDICATION) {
            handleIndication(allocation, frame, nowNanos);
        } else if (frame.messageClass() == StunClass.REQUEST) {
            handleRequest(client, key, allocation, frame, nowNanos);
        }
    }

    private void handleChannelData(Allocation allocation, byte[] message, long nowNanos) {
        Channel channel =
                allocation == null ? null : allocation.channels.get(ChannelData.channel(message));
        if (channel == null
                || channel.expiryNanos <= nowNanos
                || !allocation.permits(channel.peer.getAddress(), nowNanos)) {
            tally("channel data refused");
            return;
        }
        tally("channel data");
        ByteBuffer data = ChannelData.payload(message);
        byte[] copy = new byte[data.remaining()];
        data.get(copy);
        relay(allocation, channel.peer, copy);
    }

    private void handleIndication(Allocation allocation, StunFrame frame, long nowNanos) {
        if (frame.method() != StunMethod.SEND) {
            tally("keep-alive");
            return;
        }
        InetSocketAddress peer = frame.xorAddresses(StunAttribute.XOR_PEER_ADDRESS).get(0);
        if (allocation == null || !allocation.permits(peer.getAddress(), nowNanos)) {
            tally("send refused");
            return;
        }
        tally("send");
        relay(allocation, peer, frame.attribute(StunAttribute.DATA).orElseThrow().toArray());
    }

    private static void relay(Allocation allocation, InetSocketAddress peer, byte[] data) {
        for (VirtualSocket relay : allocation.relays) {
            if (relay.local().getAddress().getClass() == peer.getAddress().getClass()) {
                relay.send(data, peer);
            }
        }
    }

    private void handleRequest(
            Client client, Object key, Allocation allocation, StunFrame frame, long nowNanos) {
        tally("method " + frame.method());
        StunWriter ok = writer(StunClass.SUCCESS, frame);
        if (frame.method() == StunMethod.BINDING) {
            if (settings.alternate != null) {
                client.send(
                        writer(StunClass.ERROR, frame)
                                .errorCode(300, "Try Alternate")
                                .address(StunAttribute.ALTERNATE_SERVER, settings.alternate)
                                .fingerprint());
                return;
            }
            client.send(ok.mappedAddress(client.address()).fingerprint());
            return;
        }
        Bytes nonce = nonce(nowNanos);
        if (!frame.isSigned()) {
            client.send(challenge(frame, 401, "Unauthenticated", nonce));
            return;
        }
        if (settings.nonceForever > 0
                || !frame.attribute(StunAttribute.NONCE).equals(Optional.of(nonce))) {
            if (settings.nonceForever > 0) {
                nonce =
                        Bytes.copyOf(
                                ("never" + settings.nonceForever++)
                                        .getBytes(StandardCharsets.UTF_8));
            }
            tally("stale nonce");
            client.send(challenge(frame, 438, "Stale Nonce", nonce));
            return;
        }
        boolean authentic =
                frame.username().equals(Optional.of(settings.user))
                        && (settings.sha256
                                ? frame.hasIntegritySha256(key())
                                : frame.hasIntegrity(key()));
        if (!authentic) {
            client.send(challenge(frame, 401, "Unauthenticated", nonce));
            return;
        }
        switch (frame.method()) {
            case StunMethod.ALLOCATE -> handleAllocate(client, key, allocation, frame, nowNanos);
            case StunMethod.REFRESH -> handleRefresh(client, allocation, frame, nowNanos);
            case StunMethod.CREATE_PERMISSION -> {
                if (allocation == null) {
                    refuse(client, frame, 437, "Allocation Mismatch");
                } else if (settings.permissionError != 0) {
                    refuse(client, frame, settings.permissionError, "Forbidden");
                } else {
                    for (InetSocketAddress peer :
                            frame.xorAddresses(StunAttribute.XOR_PEER_ADDRESS)) {
                        allocation.permissions.put(
                                peer.getAddress(), nowNanos + settings.permissionSeconds * SECOND);
                    }
                    sign(client, ok);
                }
            }
            case StunMethod.CHANNEL_BIND -> handleBind(client, allocation, frame, nowNanos);
            default -> refuse(client, frame, 400, "Bad Request");
        }
    }

    private void handleAllocate(
            Client client, Object key, Allocation existing, StunFrame frame, long nowNanos) {
        if (existing != null && existing.transactionId.equals(frame.transactionId())) {
            client.send(existing.answer);
            return;
        }
        Optional<ByteBuffer> family = frame.view(StunAttribute.REQUESTED_ADDRESS_FAMILY);
        boolean ipv6Only = family.isPresent() && family.get().get(0) == 2;
        if (settings.allocateError == 300) {
            sign(
                    client,
                    writer(StunClass.ERROR, frame)
                            .errorCode(300, "Try Alternate")
                            .address(StunAttribute.ALTERNATE_SERVER, settings.alternate));
        } else if (settings.allocateError != 0) {
            refuse(client, frame, settings.allocateError, "no allocation for you");
        } else if (existing != null) {
            refuse(client, frame, 437, "Allocation Mismatch");
        } else if (settings.refuseIpv4 && !ipv6Only) {
            refuse(client, frame, 440, "Address Family not Supported");
        } else {
            Allocation made = new Allocation(client, key, frame.transactionId());
            made.expiryNanos = nowNanos + settings.allocationSeconds * SECOND;
            boolean both = frame.view(StunAttribute.ADDITIONAL_ADDRESS_FAMILY).isPresent();
            StunWriter ok = writer(StunClass.SUCCESS, frame);
            for (InetAddress own : host.addresses()) {
                boolean wanted =
                        own instanceof Inet4Address
                                ? !ipv6Only && !has(made, Inet4Address.class)
                                : (both || ipv6Only) && !has(made, Inet6Address.class);
                if (wanted) {
                    VirtualSocket relay =
                            host.bind(own, 0, (at, from, data, t) -> onPeer(made, from, data, t));
                    made.relays.add(relay);
                    ok.xorAddress(StunAttribute.XOR_RELAYED_ADDRESS, relay.local());
                }
            }
            ok.attribute(StunAttribute.LIFETIME, settings.allocationSeconds);
            ok.mappedAddress(client.address());
            allocations.put(key, made);
            made.answer = signed(ok);
            client.send(made.answer);
        }
    }

    private static boolean has(Allocation allocation, Class<?> family) {
        return allocation.relays.stream().anyMatch(r -> family.isInstance(r.local().getAddress()));
    }

    private void handleRefresh(
            Client client, Allocation allocation, StunFrame frame, long nowNanos) {
        if (allocation == null) {
            refuse(client, frame, 437, "Allocation Mismatch");
            return;
        }
        boolean release = frame.lifetimeSeconds().orElse(1) == 0;
        if (release) {
            tally("released");
            allocation.close();
        } else {
            allocation.expiryNanos = nowNanos + settings.allocationSeconds * SECOND;
        }
        sign(
                client,
                writer(StunClass.SUCCESS, frame)
                        .attribute(
                                StunAttribute.LIFETIME, release ? 0 : settings.allocationSeconds));
    }

    private void handleBind(Client client, Allocation allocation, StunFrame frame, long nowNanos) {
        if (allocation == null) {
            refuse(client, frame, 437, "Allocation Mismatch");
            return;
        }
        int number = frame.view(StunAttribute.CHANNEL_NUMBER).orElseThrow().getShort() & 0xFFFF;
        InetSocketAddress peer = frame.xorAddresses(StunAttribute.XOR_PEER_ADDRESS).get(0);
        Channel there = allocation.channels.get(number);
        boolean taken = there != null && there.expiryNanos > nowNanos && !there.peer.equals(peer);
        boolean elsewhere =
                allocation.channels.entrySet().stream()
                        .anyMatch(
                                e ->
                                        e.getKey() != number
                                                && e.getValue().expiryNanos > nowNanos
                                                && e.getValue().peer.equals(peer));
        if (taken || elsewhere || number < 0x4000 || number > 0x4FFF) {
            tally("bad channel");
            refuse(client, frame, 400, "Bad Request");
        } else if (settings.noChannels) {
            refuse(client, frame, 508, "Insufficient Capacity");
        } else {
            Channel channel = new Channel();
            channel.peer = peer;
            channel.expiryNanos = nowNanos + settings.channelSeconds * SECOND;
            allocation.channels.put(number, channel);
            allocation.permissions.put(
                    peer.getAddress(), nowNanos + settings.permissionSeconds * SECOND);
            sign(client, writer(StunClass.SUCCESS, frame));
        }
    }

    private void onPeer(Allocation allocation, InetSocketAddress from, byte[] data, long nowNanos) {
        if (allocation.expiryNanos <= nowNanos
                || !allocation.permits(from.getAddress(), nowNanos)) {
            tally("peer refused");
            return;
        }
        for (Map.Entry<Integer, Channel> e : allocation.channels.entrySet()) {
            if (e.getValue().peer.equals(from) && e.getValue().expiryNanos > nowNanos) {
                allocation.client.send(ChannelData.of(e.getKey(), ByteBuffer.wrap(data), false));
                return;
            }
        }
        allocation.client.send(
                StunWriter.message(
                                StunClass.INDICATION,
                                StunMethod.DATA,
                                Bytes.copyOf(new byte[12]),
                                data.length + 100)
                        .xorAddress(StunAttribute.XOR_PEER_ADDRESS, from)
                        .attribute(StunAttribute.DATA, ByteBuffer.wrap(data))
                        .finish());
    }

    private static StunWriter writer(StunClass messageClass, StunFrame request) {
        return StunWriter.message(messageClass, request.method(), request.transactionId(), 1024);
    }

    private void refuse(Client client, StunFrame request, int code, String reason) {
        tally("refused " + code);
        sign(client, writer(StunClass.ERROR, request).errorCode(code, reason));
    }

    private void sign(Client client, StunWriter answer) {
        client.send(signed(answer));
    }

    private byte[] signed(StunWriter answer) {
        if (!settings.unsignedAnswers) {
            if (settings.sha256) {
                answer.integritySha256(key());
            } else {
                answer.integrity(key());
            }
        }
        return answer.fingerprint();
    }

    private byte[] challenge(StunFrame request, int code, String reason, Bytes nonce) {
        StunWriter answer = writer(StunClass.ERROR, request).errorCode(code, reason);
        answer.attribute(
                StunAttribute.REALM, Bytes.copyOf(settings.realm.getBytes(StandardCharsets.UTF_8)));
        answer.attribute(StunAttribute.NONCE, nonce);
        if (settings.sha256) {
            answer.attribute(StunAttribute.PASSWORD_ALGORITHMS, Bytes.ofHex("0002000000010000"));
        }
        return answer.fingerprint();
    }

    private Bytes nonce(long nowNanos) {
        long epoch = nowNanos / SECOND / settings.nonceSeconds;
        String cookie = settings.sha256 ? "obMatJos2AAAB" : "";
        return Bytes.copyOf(
                (cookie + "nonce-" + generation + "-" + epoch).getBytes(StandardCharsets.UTF_8));
    }

    private byte[] key() {
        String text = settings.user + ":" + settings.realm + ":" + settings.password;
        try {
            return MessageDigest.getInstance(settings.sha256 ? "SHA-256" : "MD5")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
