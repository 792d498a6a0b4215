package dev.specter.ice.gather;

import dev.specter.common.MalformedPacketException;
import dev.specter.ice.turn.StreamDeframer;
import dev.specter.ice.turn.TurnClient;
import dev.specter.ice.turn.TurnEvent;
import dev.specter.ice.turn.TurnFailure;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Keeps an allocation on a TURN server: over UDP from one base, or over a stream. Tries its
 * addresses in turn, goes where it is sent, and makes a new allocation when one was lost.
 * Loop-confined.
 */
final class RelayTask implements ServerTask {
    private static final long FIRST_BACKOFF_NANOS = 500_000_000L;
    private static final long LONGEST_BACKOFF_NANOS = 60_000_000_000L;
    private static final int MAX_BACKOFFS = 7;
    private static final int FIRST_STUN_BYTE_END = 4;
    private static final int CLASS_BITS_HIGH = 0x01;
    private static final int CLASS_BITS_LOW = 0x10;

    private final Server server;
    private final Optional<LocalBase> local;
    private final Gatherer gatherer;
    private final RandomGenerator random;
    private final List<RelayedBase> relayed = new ArrayList<>(2);
    private Attempts attempts;
    private InetSocketAddress address;
    private TurnClient client;
    private StreamId stream;
    private StreamDeframer deframer;
    private boolean decided;
    private boolean failed;
    private boolean established;
    private int retries;
    private long decideNanos = Long.MAX_VALUE;
    private long nextAttemptNanos = Long.MAX_VALUE;
    private long retryNanos = Long.MAX_VALUE;

    /**
     * Not started yet.
     *
     * @param server whose
     * @param local for UDP, from where
     * @param gatherer the owner
     * @param random for transaction ids
     */
    RelayTask(Server server, Optional<LocalBase> local, Gatherer gatherer, RandomGenerator random) {
        this.server = server;
        this.local = local;
        this.gatherer = gatherer;
        this.random = random;
    }

    @Override
    public boolean isOf(Server which) {
        return server == which;
    }

    @Override
    public boolean isFrom(LocalBase which) {
        return local.isPresent() && local.get() == which;
    }

    @Override
    public void start(long nowNanos) {
        decideNanos = nowNanos + gatherer.timeoutNanos();
        begin(nowNanos);
    }

    private void begin(long nowNanos) {
        attempts =
                new Attempts(
                        server.addresses.stream().filter(this::canReach).toList(),
                        gatherer.timeoutNanos());
        next(unreachable("no address that can be reached"), nowNanos);
    }

    private boolean canReach(InetSocketAddress there) {
        return local.isEmpty() || local.get().canReach(there);
    }

    private static TurnFailure unreachable(String reason) {
        return new TurnFailure(TurnFailure.UNREACHABLE, reason);
    }

    private void next(TurnFailure failure, long nowNanos) {
        leave();
        address = attempts.next();
        if (address == null) {
            fail(failure, nowNanos);
            return;
        }
        if (local.isPresent() && local.get().hasRelay(address)) {
            // One five-tuple has one allocation: another URL means the same server.
            decide(Optional.empty());
            failed = true;
            return;
        }
        nextAttemptNanos = attempts.hasMore() ? nowNanos + attempts.eachNanos() : Long.MAX_VALUE;
        client = new TurnClient(server.credential, local.isEmpty(), random);
        if (local.isPresent()) {
            local.get().listen(address, this);
            client.start(nowNanos);
            drain(nowNanos);
        } else {
            Optional<String> tlsName =
                    server.transport() == ServerTransport.TLS
                            ? Optional.of(server.url.host())
                            : Optional.empty();
            deframer = new StreamDeframer();
            stream = gatherer.outbox().open(address, tlsName);
        }
    }

    /** Turns away from the server that was spoken to last. */
    private void leave() {
        if (client != null) {
            client.close();
            flush();
            client = null;
        }
        if (stream != null) {
            gatherer.outbox().close(stream);
            stream = null;
        }
        local.ifPresent(l -> l.unlisten(this));
        nextAttemptNanos = Long.MAX_VALUE;
    }

    private void fail(TurnFailure failure, long nowNanos) {
        decide(Optional.of(failure));
        if (established) {
            // Whoever relayed once will again: asked at ever longer intervals.
            retryNanos = nowNanos + Math.min(LONGEST_BACKOFF_NANOS, FIRST_BACKOFF_NANOS << retries);
            retries = Math.min(retries + 1, MAX_BACKOFFS);
        } else {
            failed = true;
        }
    }

    private void decide(Optional<TurnFailure> failure) {
        if (!decided) {
            decided = true;
            failure.ifPresent(this::report);
        }
    }

    private void report(TurnFailure failure) {
        gatherer.outbox().error(server.url, local.map(l -> l.base.address()), failure);
    }

    @Override
    public boolean isDecided() {
        return decided;
    }

    @Override
    public boolean isFailed() {
        return failed;
    }

    @Override
    public boolean handleDatagram(InetSocketAddress source, byte[] datagram, long nowNanos) {
        if (client == null || !source.equals(address) || !isFromServer(datagram)) {
            return false;
        }
        client.handleMessage(datagram, nowNanos);
        drain(nowNanos);
        return true;
    }

    /** RFC 7983: STUN, but for requests, which are a peer's, and ChannelData. */
    private static boolean isFromServer(byte[] datagram) {
        if (datagram.length < FIRST_STUN_BYTE_END) {
            return false;
        }
        if ((datagram[0] & 0xFF) < FIRST_STUN_BYTE_END) {
            return (datagram[0] & CLASS_BITS_HIGH | datagram[1] & CLASS_BITS_LOW) != 0;
        }
        return (datagram[0] & 0xC0) == 0x40;
    }

    boolean isStream(StreamId id) {
        return id.equals(stream);
    }

    void handleStreamOpened(long nowNanos) {
        client.start(nowNanos);
        drain(nowNanos);
    }

    void handleStreamBytes(ByteBuffer bytes, long nowNanos) {
        try {
            deframer.handleBytes(bytes);
        } catch (MalformedPacketException e) {
            lose(unreachable("not a TURN server: " + e.getMessage()), nowNanos);
            return;
        }
        StreamDeframer source = deframer;
        for (byte[] message = source.pollMessage();
                message != null && client != null && source == deframer;
                message = source.pollMessage()) {
            client.handleMessage(message, nowNanos);
            drain(nowNanos);
        }
    }

    void handleStreamClosed(String reason, long nowNanos) {
        stream = null;
        client = null;
        lose(unreachable(reason), nowNanos);
    }

    /** Gives up what there is: another address, or later the same once more. */
    private void lose(TurnFailure failure, long nowNanos) {
        boolean had = !relayed.isEmpty();
        withdraw();
        if (had) {
            report(failure);
            leave();
            fail(failure, nowNanos);
        } else {
            next(failure, nowNanos);
        }
    }

    private void withdraw() {
        relayed.forEach(gatherer::lostRelayed);
        relayed.clear();
    }

    void send(RelayedBase base, InetSocketAddress peer, ByteBuffer datagram, long nowNanos) {
        boolean sameFamily = base.address().getAddress().getClass() == peer.getAddress().getClass();
        if (client != null && sameFamily && relayed.contains(base)) {
            client.send(peer, datagram, nowNanos);
            drain(nowNanos);
        }
    }

    private void drain(long nowNanos) {
        flush();
        for (TurnEvent event = poll(); event != null; event = poll()) {
            handle(event, nowNanos);
        }
    }

    private TurnEvent poll() {
        return client == null ? null : client.pollEvent();
    }

    private void flush() {
        for (byte[] message = client.pollOutput(); message != null; message = client.pollOutput()) {
            if (local.isPresent()) {
                gatherer.outbox().transmit(local.get().base, address, message);
            } else if (stream != null) {
                gatherer.outbox().write(stream, message);
            }
        }
    }

    private void handle(TurnEvent event, long nowNanos) {
        if (event instanceof TurnEvent.Relayed data) {
            handleRelayed(data);
        } else if (event instanceof TurnEvent.Allocated allocated) {
            handleAllocated(allocated);
        } else if (event instanceof TurnEvent.Redirected redirected) {
            handleRedirected(redirected, nowNanos);
        } else if (event instanceof TurnEvent.Failed refused) {
            next(refused.failure(), nowNanos);
        } else if (event instanceof TurnEvent.Lost lost) {
            lose(lost.failure(), nowNanos);
        }
    }

    private void handleRelayed(TurnEvent.Relayed data) {
        Class<?> family = data.peer().getAddress().getClass();
        for (RelayedBase base : relayed) {
            if (base.address().getAddress().getClass() == family) {
                gatherer.relayed(base, data.peer(), data.datagram());
                return;
            }
        }
    }

    private void handleAllocated(TurnEvent.Allocated allocated) {
        established = true;
        retries = 0;
        nextAttemptNanos = Long.MAX_VALUE;
        for (InetSocketAddress there : allocated.relayed()) {
            RelayedBase base = new RelayedBase(this, there, relayed.size());
            relayed.add(base);
            gatherer.foundRelayed(
                    base,
                    server,
                    local,
                    address,
                    allocated.mapped().filter(Gatherer::isCandidateAddress));
        }
        decide(Optional.empty());
    }

    private void handleRedirected(TurnEvent.Redirected redirected, long nowNanos) {
        if (canReach(redirected.server())) {
            attempts.redirect(redirected.server());
        }
        next(new TurnFailure(300, "sent elsewhere"), nowNanos);
    }

    @Override
    public void handleTimeout(long nowNanos) {
        if (nowNanos >= decideNanos) {
            decideNanos = Long.MAX_VALUE;
            decide(Optional.of(hindrance()));
        }
        if (nowNanos >= retryNanos) {
            retryNanos = Long.MAX_VALUE;
            begin(nowNanos);
        }
        if (client != null) {
            client.handleTimeout(nowNanos);
            drain(nowNanos);
        }
        if (nowNanos >= nextAttemptNanos) {
            next(hindrance(), nowNanos);
        }
    }

    private TurnFailure hindrance() {
        return client == null ? unreachable("no answer") : client.hindrance();
    }

    @Override
    public long nextTimeoutNanos() {
        long due = Math.min(nextAttemptNanos, retryNanos);
        due = Math.min(due, decided ? Long.MAX_VALUE : decideNanos);
        return client == null ? due : Math.min(due, client.nextTimeoutNanos());
    }

    @Override
    public void close() {
        withdraw();
        leave();
        decided = true;
        failed = true;
        retryNanos = Long.MAX_VALUE;
    }
}
