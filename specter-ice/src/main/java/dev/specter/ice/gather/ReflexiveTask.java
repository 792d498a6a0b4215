package dev.specter.ice.gather;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;
import dev.specter.ice.stun.StunAttribute;
import dev.specter.ice.stun.StunClass;
import dev.specter.ice.stun.StunFrame;
import dev.specter.ice.stun.StunTransaction;
import dev.specter.ice.stun.StunWriter;
import dev.specter.ice.turn.TurnFailure;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Asks a STUN server for the address of a base (RFC 8489, section 3; RFC 8445, section 5.1.1.2),
 * and goes on asking, so that the NAT keeps it (RFC 8445, section 11). Loop-confined.
 */
final class ReflexiveTask implements ServerTask {
    private static final int TRANSACTION_ID_BYTES = 12;
    private static final int TRY_ALTERNATE = 300;

    private final Server server;
    private final LocalBase local;
    private final Gatherer gatherer;
    private final RandomGenerator random;
    private final Attempts attempts;
    private InetSocketAddress address;
    private StunTransaction transaction;
    private Bytes keepAliveId = Bytes.EMPTY;
    private boolean decided;
    private boolean failed;
    private long decideNanos = Long.MAX_VALUE;
    private long nextAttemptNanos = Long.MAX_VALUE;
    private long keepAliveNanos = Long.MAX_VALUE;

    ReflexiveTask(Server server, LocalBase local, Gatherer gatherer, RandomGenerator random) {
        this.server = server;
        this.local = local;
        this.gatherer = gatherer;
        this.random = random;
        attempts =
                new Attempts(
                        server.addresses.stream().filter(local::canReach).toList(),
                        gatherer.timeoutNanos());
    }

    @Override
    public boolean isOf(Server which) {
        return server == which;
    }

    @Override
    public boolean isFrom(LocalBase which) {
        return local == which;
    }

    @Override
    public void start(long nowNanos) {
        decideNanos = nowNanos + gatherer.timeoutNanos();
        next(new TurnFailure(TurnFailure.UNREACHABLE, "no address that can be reached"), nowNanos);
    }

    private void next(TurnFailure failure, long nowNanos) {
        transaction = null;
        address = attempts.next();
        if (address == null) {
            fail(failure);
            return;
        }
        local.listen(address, this);
        nextAttemptNanos = attempts.hasMore() ? nowNanos + attempts.eachNanos() : Long.MAX_VALUE;
        Bytes id = newId();
        transaction = new StunTransaction(id, request(id), StunTransaction.Pace.UDP, nowNanos);
        transmit(transaction.message());
    }

    private Bytes newId() {
        byte[] id = new byte[TRANSACTION_ID_BYTES];
        random.nextBytes(id);
        return Bytes.wrapOwned(id);
    }

    private static byte[] request(Bytes id) {
        return StunWriter.binding(StunClass.REQUEST, id).fingerprint();
    }

    private void transmit(byte[] message) {
        gatherer.outbox().transmit(local.base, address, message);
    }

    private void fail(TurnFailure failure) {
        decide(Optional.of(failure));
        failed = true;
        local.unlisten(this);
    }

    private void decide(Optional<TurnFailure> failure) {
        if (!decided) {
            decided = true;
            var from = Optional.of(local.base.address());
            failure.ifPresent(f -> gatherer.outbox().error(server.url, from, f));
        }
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
        try {
            StunFrame frame = StunFrame.parse(datagram);
            if (!source.equals(address) || !isAwaited(frame)) {
                return false;
            }
            if (frame.messageClass() == StunClass.SUCCESS) {
                handleSuccess(frame, nowNanos);
            } else if (transaction != null) {
                handleError(frame, nowNanos);
            }
            return true;
        } catch (MalformedPacketException e) {
            return false;
        }
    }

    private boolean isAwaited(StunFrame frame) {
        boolean response =
                frame.messageClass() == StunClass.SUCCESS
                        || frame.messageClass() == StunClass.ERROR;
        return response
                && frame.method() == StunFrame.BINDING
                && (frame.transactionId().equals(keepAliveId)
                        || transaction != null && frame.transactionId().equals(transaction.id()));
    }

    private void handleSuccess(StunFrame frame, long nowNanos) {
        Optional<InetSocketAddress> mapped =
                frame.mappedAddress().filter(Gatherer::isCandidateAddress);
        if (mapped.isEmpty() || !frame.unknownRequired().isEmpty()) {
            return; // as good as no answer
        }
        transaction = null;
        keepAliveId = Bytes.EMPTY;
        nextAttemptNanos = Long.MAX_VALUE;
        keepAliveNanos = nowNanos + gatherer.keepAliveNanos();
        gatherer.foundReflexive(local, mapped.get(), server, address);
        decide(Optional.empty());
    }

    private void handleError(StunFrame frame, long nowNanos) {
        Optional<InetSocketAddress> alternate =
                frame.address(StunAttribute.ALTERNATE_SERVER)
                        .filter(Gatherer::isCandidateAddress)
                        .filter(local::canReach);
        TurnFailure failure = new TurnFailure(frame.errorCode(), frame.errorReason());
        if (failure.code() == TRY_ALTERNATE) {
            alternate.ifPresent(attempts::redirect);
        }
        next(failure, nowNanos);
    }

    @Override
    public void handleTimeout(long nowNanos) {
        if (nowNanos >= decideNanos) {
            decideNanos = Long.MAX_VALUE;
            decide(Optional.of(new TurnFailure(TurnFailure.UNREACHABLE, "no answer")));
        }
        if (transaction != null) {
            switch (transaction.handleTimeout(nowNanos)) {
                case NOTHING -> {}
                case RESEND -> transmit(transaction.message());
                case TIMED_OUT ->
                        next(new TurnFailure(TurnFailure.UNREACHABLE, "no answer"), nowNanos);
            }
        }
        if (nowNanos >= nextAttemptNanos) {
            next(new TurnFailure(TurnFailure.UNREACHABLE, "no answer"), nowNanos);
        }
        if (nowNanos >= keepAliveNanos) {
            keepAliveNanos = nowNanos + gatherer.keepAliveNanos();
            if (gatherer.isKeepingAlive()) {
                keepAliveId = newId();
                transmit(request(keepAliveId));
            }
        }
    }

    @Override
    public long nextTimeoutNanos() {
        long due = Math.min(nextAttemptNanos, keepAliveNanos);
        due = Math.min(due, decided ? Long.MAX_VALUE : decideNanos);
        return transaction == null ? due : Math.min(due, transaction.dueNanos());
    }

    @Override
    public void close() {
        transaction = null;
        decided = true;
        failed = true;
        nextAttemptNanos = Long.MAX_VALUE;
        keepAliveNanos = Long.MAX_VALUE;
        local.unlisten(this);
    }
}
