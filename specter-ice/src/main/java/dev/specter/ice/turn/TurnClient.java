package dev.specter.ice.turn;

import dev.specter.common.MalformedPacketException;
import dev.specter.ice.stun.LongTermCredential;
import dev.specter.ice.stun.StunAttribute;
import dev.specter.ice.stun.StunClass;
import dev.specter.ice.stun.StunFrame;
import dev.specter.ice.stun.StunMethod;
import dev.specter.ice.stun.StunWriter;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.random.RandomGenerator;

/**
 * One allocation on a TURN server (RFC 8656), over UDP or a stream: made, kept alive for as long as
 * it is wanted, used, given back. Sans I/O: the owner brings what {@link #pollOutput} hands out to
 * the server, each array a message, and what the server sends to {@link #handleMessage}.
 * Loop-confined.
 */
public final class TurnClient {
    private enum State {
        NEW,
        ALLOCATING,
        ALLOCATED,
        CLOSED
    }

    private static final long SECOND = 1_000_000_000L;
    private static final long LONGEST_LIFETIME_SECONDS = 3600;

    /** RFC 8445, section 11 (Tr): a NAT must not forget us between refreshes. */
    private static final long KEEP_ALIVE_NANOS = 15 * SECOND;

    private static final long RETRY_NANOS = 5 * SECOND;

    private final boolean reliable;
    private final Queue<byte[]> outputs = new ArrayDeque<>();
    private final Queue<TurnEvent> events = new ArrayDeque<>();
    private final TurnRequests requests;
    private final TurnPeers peers;
    private State state = State.NEW;
    private TurnRequest.Family family = TurnRequest.Family.BOTH;
    private boolean releasedFirst;
    private boolean refreshing;
    private long refreshNanos = Long.MAX_VALUE;
    private long expiryNanos = Long.MAX_VALUE;
    private long lastSentNanos;
    private long droppedMessages;

    /**
     * Before anything is sent.
     *
     * @param credential what the server will ask for
     * @param reliable whether it is spoken to over a stream
     * @param random for transaction ids
     */
    public TurnClient(
            Optional<LongTermCredential> credential, boolean reliable, RandomGenerator random) {
        this.reliable = reliable;
        requests = new TurnRequests(credential, reliable, random, outputs);
        peers = new TurnPeers(requests, reliable, outputs);
    }

    /**
     * Asks for an allocation. {@link TurnEvent.Allocated}, {@link TurnEvent.Redirected} or {@link
     * TurnEvent.Failed} will follow.
     *
     * @param nowNanos the time
     */
    public void start(long nowNanos) {
        if (state != State.NEW) {
            throw new IllegalStateException("started before");
        }
        state = State.ALLOCATING;
        lastSentNanos = nowNanos;
        requests.send(new TurnRequest.Allocate(family), nowNanos);
    }

    /**
     * Takes a message of the server.
     *
     * @param message all of it; kept
     * @param nowNanos the time
     */
    public void handleMessage(byte[] message, long nowNanos) {
        if (state == State.CLOSED) {
            return;
        }
        if (ChannelData.isChannelData(message)) {
            handleChannelData(message, nowNanos);
            return;
        }
        try {
            StunFrame frame = StunFrame.parse(message);
            switch (frame.messageClass()) {
                case SUCCESS, ERROR -> {
                    TurnRequests.Answer answer = requests.handleResponse(frame, nowNanos);
                    if (answer != null) {
                        handleAnswer(answer, nowNanos);
                    }
                }
                case INDICATION -> handleIndication(frame, nowNanos);
                case REQUEST -> droppedMessages++;
            }
        } catch (MalformedPacketException e) {
            droppedMessages++;
        }
    }

    private void handleChannelData(byte[] message, long nowNanos) {
        ByteBuffer datagram = ChannelData.payload(message);
        InetSocketAddress peer =
                datagram == null || state != State.ALLOCATED
                        ? null
                        : peers.handleChannel(ChannelData.channel(message), nowNanos);
        if (peer == null) {
            droppedMessages++;
        } else {
            events.add(new TurnEvent.Relayed(peer, datagram));
        }
    }

    /** RFC 8656, section 11.4. */
    private void handleIndication(StunFrame frame, long nowNanos) {
        List<InetSocketAddress> from = frame.xorAddresses(StunAttribute.XOR_PEER_ADDRESS);
        Optional<ByteBuffer> data = frame.view(StunAttribute.DATA);
        if (state != State.ALLOCATED
                || frame.method() != StunMethod.DATA
                || from.isEmpty()
                || data.isEmpty()
                || !frame.unknownRequired().isEmpty()
                || !peers.handleIndication(from.get(0), nowNanos)) {
            droppedMessages++;
            return;
        }
        events.add(new TurnEvent.Relayed(from.get(0), data.get()));
    }

    private void handleAnswer(TurnRequests.Answer answer, long nowNanos) {
        TurnRequest request = answer.request();
        boolean gone = answer.failure().code() == TurnFailure.ALLOCATION_MISMATCH;
        if (request instanceof TurnRequest.Allocate) {
            handleAllocate(answer, nowNanos);
        } else if (state == State.ALLOCATING) {
            // The answer to a release: whatever it says, now the way is free.
            requests.send(new TurnRequest.Allocate(family), nowNanos);
        } else if (state == State.ALLOCATED && answer.success().isEmpty() && gone) {
            end(new TurnEvent.Lost(answer.failure()));
        } else if (state != State.ALLOCATED) {
            droppedMessages++;
        } else if (request instanceof TurnRequest.Refresh) {
            handleRefresh(answer, nowNanos);
        } else if (request instanceof TurnRequest.CreatePermission permission) {
            peers.handlePermission(permission.peer(), answer, nowNanos);
        } else if (request instanceof TurnRequest.ChannelBind bind) {
            peers.handleChannelBind(bind, answer, nowNanos);
        }
    }

    private void handleAllocate(TurnRequests.Answer answer, long nowNanos) {
        if (state != State.ALLOCATING) {
            return;
        }
        if (answer.success().isEmpty()) {
            handleAllocateError(answer, nowNanos);
            return;
        }
        StunFrame frame = answer.success().get();
        List<InetSocketAddress> relayed =
                frame.xorAddresses(StunAttribute.XOR_RELAYED_ADDRESS).stream()
                        .filter(TurnClient::isUsable)
                        .distinct()
                        .limit(2)
                        .toList();
        if (relayed.isEmpty()) {
            end(new TurnEvent.Failed(new TurnFailure(TurnFailure.UNREACHABLE, "no address")));
            return;
        }
        state = State.ALLOCATED;
        handleLifetime(frame, nowNanos);
        events.add(new TurnEvent.Allocated(relayed, frame.mappedAddress()));
    }

    private static boolean isUsable(InetSocketAddress address) {
        return address.getPort() != 0
                && !address.getAddress().isAnyLocalAddress()
                && !address.getAddress().isMulticastAddress();
    }

    /** RFC 8656, section 7.4. */
    private void handleAllocateError(TurnRequests.Answer answer, long nowNanos) {
        TurnFailure failure = answer.failure();
        Optional<InetSocketAddress> alternate =
                answer.alternateServer().filter(TurnClient::isUsable);
        if (failure.code() == TurnFailure.TRY_ALTERNATE && alternate.isPresent()) {
            end(new TurnEvent.Redirected(alternate.get()));
        } else if (failure.code() == TurnFailure.ADDRESS_FAMILY_NOT_SUPPORTED
                && family == TurnRequest.Family.BOTH) {
            family = TurnRequest.Family.IPV6;
            requests.send(new TurnRequest.Allocate(family), nowNanos);
        } else if (failure.code() == TurnFailure.ALLOCATION_MISMATCH && !releasedFirst) {
            // The server still knows this address of ours from before: that one has to go.
            releasedFirst = true;
            requests.send(new TurnRequest.Refresh(0), nowNanos);
        } else {
            end(new TurnEvent.Failed(failure));
        }
    }

    private void handleRefresh(TurnRequests.Answer answer, long nowNanos) {
        refreshing = false;
        if (answer.success().isPresent()) {
            handleLifetime(answer.success().get(), nowNanos);
        } else {
            // Tried again until the allocation has run out for certain.
            refreshNanos = nowNanos + RETRY_NANOS;
        }
    }

    private void handleLifetime(StunFrame frame, long nowNanos) {
        long seconds = frame.lifetimeSeconds().orElse((long) TurnRequest.LIFETIME_SECONDS);
        seconds = Math.max(2, Math.min(seconds, LONGEST_LIFETIME_SECONDS));
        expiryNanos = nowNanos + seconds * SECOND;
        refreshNanos = nowNanos + seconds * SECOND / 2;
        peers.handleLifetime(seconds * SECOND / 2);
    }

    /**
     * Sends a datagram to a peer. What cannot be sent yet is held within bounds, what cannot be
     * sent at all is dropped and counted.
     *
     * @param peer to whom; of a family that there is a relayed address of
     * @param datagram from position to limit, which stay; copied once
     * @param nowNanos the time
     */
    public void send(InetSocketAddress peer, ByteBuffer datagram, long nowNanos) {
        if (state == State.ALLOCATED) {
            lastSentNanos = nowNanos;
            peers.send(peer, datagram, nowNanos);
        }
    }

    /**
     * Lets time pass.
     *
     * @param nowNanos the time
     */
    public void handleTimeout(long nowNanos) {
        if (state == State.CLOSED) {
            return;
        }
        for (TurnRequests.Answer late = requests.handleTimeout(nowNanos);
                late != null;
                late = requests.handleTimeout(nowNanos)) {
            handleAnswer(late, nowNanos);
        }
        if (state != State.ALLOCATED) {
            return;
        }
        if (nowNanos >= expiryNanos) {
            end(new TurnEvent.Lost(TurnFailure.TIMED_OUT));
            return;
        }
        if (nowNanos >= refreshNanos && !refreshing) {
            refreshing = true;
            refreshNanos = Long.MAX_VALUE;
            lastSentNanos = nowNanos;
            requests.send(new TurnRequest.Refresh(TurnRequest.LIFETIME_SECONDS), nowNanos);
        }
        peers.handleTimeout(nowNanos);
        if (nowNanos >= keepAliveNanos()) {
            lastSentNanos = nowNanos;
            outputs.add(
                    StunWriter.binding(StunClass.INDICATION, requests.newTransactionId())
                            .fingerprint());
        }
    }

    private long keepAliveNanos() {
        return reliable ? Long.MAX_VALUE : lastSentNanos + KEEP_ALIVE_NANOS;
    }

    /** When {@link #handleTimeout} has something to do. */
    public long nextTimeoutNanos() {
        return switch (state) {
            case NEW, CLOSED -> Long.MAX_VALUE;
            case ALLOCATING -> requests.nextTimeoutNanos();
            case ALLOCATED -> {
                long due = Math.min(requests.nextTimeoutNanos(), peers.nextTimeoutNanos());
                due = Math.min(due, Math.min(refreshNanos, expiryNanos));
                yield Math.min(due, keepAliveNanos());
            }
        };
    }

    /** Gives the allocation back, if there is one (RFC 8656, section 8), and waits for nothing. */
    public void close() {
        if (state == State.ALLOCATED || state == State.ALLOCATING) {
            requests.sendAndForget(new TurnRequest.Refresh(0));
        }
        state = State.CLOSED;
        requests.clear();
    }

    private void end(TurnEvent last) {
        state = State.CLOSED;
        requests.clear();
        events.add(last);
    }

    /** Why there is no allocation yet, as far as can be told. */
    public TurnFailure hindrance() {
        return requests.unverified();
    }

    /** Hands out the next message to the server, padded where it goes over a stream, or null. */
    public byte[] pollOutput() {
        return outputs.poll();
    }

    /** Hands out the next event, or null. */
    public TurnEvent pollEvent() {
        return events.poll();
    }

    /** Messages of the server, and datagrams to peers, that were of no use. */
    public long dropped() {
        return droppedMessages + peers.dropped();
    }
}
