package dev.specter.ice.turn;

import dev.specter.ice.stun.StunAttribute;
import dev.specter.ice.stun.StunClass;
import dev.specter.ice.stun.StunFrame;
import dev.specter.ice.stun.StunMethod;
import dev.specter.ice.stun.StunWriter;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Queue;

/**
 * The peers of one allocation: permissions (RFC 8656, section 9), channels (section 12), and the
 * way of a datagram to a peer. What is sent before the permission is there is held, within bounds;
 * then it goes by Send indications, and over a channel once the peer has been heard of.
 * Loop-confined.
 */
final class TurnPeers {
    static final int MAX_PEERS = 256;
    static final int MAX_HELD = 16;
    static final int MAX_HELD_BYTES = 1 << 18;
    private static final int MAX_CHANNELS = 128;

    private static final long SECOND = 1_000_000_000L;

    /** RFC 8656, section 9: permissions last 300 s; what is not used that long is let go. */
    private static final long IDLE_NANOS = 300 * SECOND;

    /**
     * Servers need not keep to the lifetimes of the RFC, and do not tell theirs: coturn's can be
     * set. Renewed at this interval, those of a minute do no harm.
     */
    private static final long RENEWAL_NANOS = 25 * SECOND;

    private static final long RETRY_NANOS = 5 * SECOND;

    /** A permission waits this long for the binding of a channel to renew it as well. */
    private static final long BINDING_NANOS = 5 * SECOND;

    private static final long CHANNEL_NANOS = 600 * SECOND;

    /** A peer that says nothing, while it is sent to, may have lost its permission. */
    private static final long SILENCE_NANOS = 10 * SECOND;

    /** How long a refusal of the server is taken for an answer. */
    private static final long REFUSAL_NANOS = 10 * SECOND;

    private final TurnRequests requests;
    private final boolean reliable;
    private final Queue<byte[]> outputs;
    private final Map<InetAddress, Permission> permissions = new HashMap<>();
    private final Map<InetSocketAddress, Peer> peers = new HashMap<>();
    private final Map<Integer, Peer> channels = new HashMap<>();
    private long renewalNanos = RENEWAL_NANOS;
    private long nextDueNanos = Long.MAX_VALUE;
    private int nextChannel = ChannelData.FIRST_CHANNEL;
    private int heldBytes;
    private long dropped;

    TurnPeers(TurnRequests requests, boolean reliable, Queue<byte[]> outputs) {
        this.requests = requests;
        this.reliable = reliable;
        this.outputs = outputs;
    }

    /** A server that is mean with the lifetime of allocations will be so with permissions. */
    void handleLifetime(long refreshNanos) {
        renewalNanos = Math.min(renewalNanos, refreshNanos);
        nextDueNanos = 0;
    }

    void send(InetSocketAddress address, ByteBuffer datagram, long nowNanos) {
        Peer peer = peers.get(address);
        if (peer == null) {
            if (peers.size() == MAX_PEERS) {
                dropped++;
                return;
            }
            Permission permission =
                    permissions.computeIfAbsent(address.getAddress(), Permission::new);
            peer = new Peer(address, permission);
            peers.put(address, peer);
        }
        Permission permission = peer.permission;
        permission.lastUsedNanos = nowNanos;
        if (!permission.granted) {
            boolean refused =
                    !permission.asked
                            && permission.lastAskedNanos != 0
                            && nowNanos - permission.lastAskedNanos < REFUSAL_NANOS;
            if (refused) {
                dropped++;
            } else {
                hold(peer, datagram);
                ask(permission, nowNanos);
            }
            return;
        }
        transmit(peer, datagram);
        long lastSign = Math.max(peer.lastHeardNanos, permission.lastAskedNanos);
        if (nowNanos - lastSign >= SILENCE_NANOS) {
            ask(permission, nowNanos);
        }
    }

    private void hold(Peer peer, ByteBuffer datagram) {
        if (peer.held.size() == MAX_HELD || heldBytes + datagram.remaining() > MAX_HELD_BYTES) {
            dropped++;
            return;
        }
        byte[] copy = new byte[datagram.remaining()];
        datagram.get(datagram.position(), copy);
        heldBytes += copy.length;
        peer.held.add(ByteBuffer.wrap(copy));
    }

    private void release(Peer peer) {
        for (ByteBuffer datagram = peer.held.poll();
                datagram != null;
                datagram = peer.held.poll()) {
            heldBytes -= datagram.remaining();
            if (peer.permission.granted) {
                transmit(peer, datagram);
            } else {
                dropped++;
            }
        }
    }

    private void transmit(Peer peer, ByteBuffer datagram) {
        if (peer.bound) {
            outputs.add(ChannelData.of(peer.channel, datagram, reliable));
            return;
        }
        int capacity = StunFrame.HEADER_BYTES + 40 + datagram.remaining();
        if (capacity > 0xFFFF) {
            dropped++; // a datagram that no datagram can carry
            return;
        }
        // RFC 8656, section 11.1.
        outputs.add(
                StunWriter.message(
                                StunClass.INDICATION,
                                StunMethod.SEND,
                                requests.newTransactionId(),
                                capacity)
                        .xorAddress(StunAttribute.XOR_PEER_ADDRESS, peer.address)
                        .attribute(StunAttribute.DATA, datagram)
                        .finish());
    }

    private void ask(Permission permission, long nowNanos) {
        if (!permission.asked) {
            permission.asked = true;
            permission.lastAskedNanos = Math.max(1, nowNanos);
            requests.send(new TurnRequest.CreatePermission(permission.address), nowNanos);
        }
    }

    private void bind(Peer peer, long nowNanos) {
        if (peer.asked || peer.channelRefused) {
            return;
        }
        if (peer.channel == 0) {
            if (channels.size() >= MAX_CHANNELS) {
                return;
            }
            peer.channel = freeChannel();
            channels.put(peer.channel, peer);
        }
        if (!peer.bound) {
            peer.boundNanos = nowNanos;
        }
        peer.asked = true;
        requests.send(new TurnRequest.ChannelBind(peer.channel, peer.address), nowNanos);
    }

    private int freeChannel() {
        int channel = nextChannel;
        while (channels.containsKey(channel)) {
            channel = after(channel);
        }
        nextChannel = after(channel);
        return channel;
    }

    private static int after(int channel) {
        return channel == ChannelData.LAST_CHANNEL ? ChannelData.FIRST_CHANNEL : channel + 1;
    }

    /** Whose datagram came over a channel, or null if nobody has that channel. */
    InetSocketAddress handleChannel(int channel, long nowNanos) {
        Peer peer = channels.get(channel);
        if (peer == null) {
            return null;
        }
        peer.lastHeardNanos = nowNanos;
        return peer.address;
    }

    /** Whether a datagram of an indication came from somebody who was sent to. */
    boolean handleIndication(InetSocketAddress address, long nowNanos) {
        Peer peer = peers.get(address);
        if (peer == null) {
            // RFC 8656, section 9: a permission is for all ports of an address.
            Permission permission = permissions.get(address.getAddress());
            return permission != null && permission.granted;
        }
        peer.lastHeardNanos = nowNanos;
        if (!peer.bound) {
            bind(peer, nowNanos);
        }
        return true;
    }

    void handlePermission(InetAddress address, TurnRequests.Answer answer, long nowNanos) {
        Permission permission = permissions.get(address);
        if (permission == null) {
            return;
        }
        permission.asked = false;
        if (answer.success().isPresent()) {
            permission.granted = true;
            permission.grantedNanos = nowNanos;
            schedule(nowNanos + renewalNanos);
        } else if (answer.failure().code() == TurnFailure.FORBIDDEN
                || answer.failure().code() == TurnFailure.PEER_ADDRESS_FAMILY_MISMATCH) {
            permission.granted = false; // otherwise what was granted may hold still
        }
        for (Peer peer : peers.values()) {
            if (peer.permission == permission) {
                release(peer);
            }
        }
    }

    void handleChannelBind(
            TurnRequest.ChannelBind request, TurnRequests.Answer answer, long nowNanos) {
        Peer peer = channels.get(request.channel());
        if (peer == null) {
            return;
        }
        peer.asked = false;
        if (answer.success().isPresent()) {
            peer.bound = true;
            peer.boundNanos = nowNanos;
            // RFC 8656, section 12.2: a binding installs or refreshes the permission.
            peer.permission.granted = true;
            peer.permission.grantedNanos = nowNanos;
            schedule(nowNanos + renewalNanos);
        } else if (!peer.bound && answer.failure().code() != TurnFailure.UNREACHABLE) {
            // RFC 8656, section 12.2: 400 if number and peer do not go together, 508 if there
            // are too many. Indications will do.
            unbind(peer);
            peer.channelRefused = true;
        }
    }

    private void unbind(Peer peer) {
        channels.remove(peer.channel);
        peer.channel = 0;
        peer.bound = false;
    }

    void handleTimeout(long nowNanos) {
        if (nowNanos < nextDueNanos) {
            return;
        }
        nextDueNanos = Long.MAX_VALUE;
        for (Iterator<Peer> each = peers.values().iterator(); each.hasNext(); ) {
            Peer peer = each.next();
            long idleNanos =
                    nowNanos - Math.max(peer.permission.lastUsedNanos, peer.lastHeardNanos);
            if (peer.channel != 0 && !peer.asked && nowNanos - peer.boundNanos >= CHANNEL_NANOS) {
                unbind(peer); // not wanted any more, or every renewal was lost
            }
            // RFC 8656, section 12.3: the number may mean this peer to the server for as long as
            // the binding lives, and so it is not given to another.
            if (idleNanos >= IDLE_NANOS && peer.channel == 0) {
                drop(peer);
                each.remove();
            } else if (idleNanos < IDLE_NANOS && peer.bound) {
                if (nowNanos - peer.boundNanos >= renewalNanos) {
                    bind(peer, nowNanos);
                }
                schedule(Math.max(nowNanos + retryNanos(), peer.boundNanos + renewalNanos));
            } else {
                schedule(nowNanos + renewalNanos);
            }
        }
        permissions.values().removeIf(p -> !renew(p, nowNanos));
    }

    private boolean renew(Permission permission, long nowNanos) {
        if (peers.values().stream().noneMatch(peer -> peer.permission == permission)) {
            return false;
        }
        if (permission.granted && nowNanos - permission.lastUsedNanos < IDLE_NANOS) {
            boolean renewedByChannel =
                    peers.values().stream()
                            .anyMatch(peer -> peer.permission == permission && peer.bound);
            long waitNanos = renewedByChannel ? BINDING_NANOS : 0;
            if (nowNanos - permission.grantedNanos >= renewalNanos + waitNanos) {
                ask(permission, nowNanos);
            }
            schedule(
                    Math.max(
                            nowNanos + retryNanos(),
                            permission.grantedNanos + renewalNanos + waitNanos));
        } else if (permission.granted && nowNanos - permission.grantedNanos >= IDLE_NANOS) {
            permission.granted = false; // expired; asked for again when it is needed
            permission.lastAskedNanos = 0;
        } else {
            schedule(nowNanos + renewalNanos);
        }
        return true;
    }

    private long retryNanos() {
        return Math.min(RETRY_NANOS, renewalNanos);
    }

    private void drop(Peer peer) {
        peer.held.forEach(datagram -> heldBytes -= datagram.remaining());
        dropped += peer.held.size();
    }

    private void schedule(long dueNanos) {
        nextDueNanos = Math.min(nextDueNanos, dueNanos);
    }

    long nextTimeoutNanos() {
        return nextDueNanos;
    }

    /** Datagrams that were given up. */
    long dropped() {
        return dropped;
    }
}
