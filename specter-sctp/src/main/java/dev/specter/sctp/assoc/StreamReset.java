package dev.specter.sctp.assoc;

import dev.specter.common.BackoffTimer;
import dev.specter.common.SerialNumbers;
import dev.specter.sctp.SctpEvent;
import dev.specter.sctp.SctpOptions;
import dev.specter.sctp.packet.Parameter;
import dev.specter.sctp.packet.Parameter.AddStreams;
import dev.specter.sctp.packet.Parameter.IncomingSsnReset;
import dev.specter.sctp.packet.Parameter.OutgoingSsnReset;
import dev.specter.sctp.packet.Parameter.ReconfigResponse;
import dev.specter.sctp.packet.Parameter.SsnTsnReset;
import dev.specter.sctp.packet.ReConfigChunk;
import dev.specter.sctp.packet.SctpPacket;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;

/**
 * Reset of streams from either end (RFC 6525, sections 5.1 and 5.2). The peer may add streams that
 * it sends on, as Firefox does when channels become many. Requests to add streams of ours or to
 * reset TSNs are denied: WebRTC has no use for them. Loop-confined.
 */
final class StreamReset {
    /**
     * Our request that the peer has not answered for good.
     *
     * @param request as it was sent last
     * @param timer until it is sent again
     * @param isDeferred whether the peer said "in progress"
     */
    private record Pending(OutgoingSsnReset request, BackoffTimer timer, boolean isDeferred) {}

    private final Engine engine;
    private final SctpOptions options;
    private final int maxStreamsPerRequest;
    private final ArrayDeque<Integer> ready = new ArrayDeque<>(1);
    private Pending pending;

    /** A request of the peer that waits for DATA sent before it, or null. */
    private OutgoingSsnReset deferred;

    /** A request that had to wait and was performed when it came again, or null. */
    private OutgoingSsnReset performedLate;

    private long nextRequestSequence;
    private long expectedSequence;
    private ReconfigResponse lastResponse;

    StreamReset(Engine engine, SctpOptions options) {
        this.engine = engine;
        this.options = options;
        maxStreamsPerRequest =
                (options.mtuBytes() - SctpPacket.HEADER_BYTES - 64 - OutgoingSsnReset.FIXED_BYTES)
                        / 2;
    }

    /** RFC 6525, section 5.1.1: both sequences begin with the initial TSN of their end. */
    void start(long localInitialTsn, long peerInitialTsn) {
        nextRequestSequence = localInitialTsn;
        expectedSequence = peerInitialTsn;
        pending = null;
        deferred = null;
        performedLate = null;
        lastResponse = null;
        ready.clear();
    }

    /** The user wants to reset streams. */
    void request(Collection<Integer> streamIds) {
        engine.sender().holdStreams(streamIds);
    }

    /** Does what has become possible: called before output. */
    void progress(long nowNanos) {
        for (int id = engine.sender().pollHeldStream();
                id >= 0;
                id = engine.sender().pollHeldStream()) {
            ready.add(id);
        }
        if (pending == null && !ready.isEmpty()) {
            sendRequest(nowNanos);
        }
    }

    private void sendRequest(long nowNanos) {
        var streamIds = new ArrayList<Integer>();
        while (!ready.isEmpty() && streamIds.size() < maxStreamsPerRequest) {
            streamIds.add(ready.remove());
        }
        if (!engine.peer().canReconfig()) {
            engine.sender().resumeStreams(streamIds, false);
            engine.emit(new SctpEvent.StreamResetFailed(streamIds));
            return;
        }
        var timer = new BackoffTimer(options.rtoMax().toNanos());
        timer.start(nowNanos, engine.rto().rtoNanos());
        OutgoingSsnReset request = newRequest(engine.sender().lastAssignedTsn(), streamIds);
        pending = new Pending(request, timer, false);
        send(request);
    }

    private OutgoingSsnReset newRequest(long lastTsn, List<Integer> streamIds) {
        var request =
                new OutgoingSsnReset(
                        nextRequestSequence,
                        SerialNumbers.plus32(expectedSequence, -1),
                        lastTsn,
                        streamIds);
        nextRequestSequence = SerialNumbers.plus32(nextRequestSequence, 1);
        return request;
    }

    long dueNanos() {
        return pending == null ? BackoffTimer.NEVER : pending.timer.dueNanos();
    }

    void handleTimeout(long nowNanos) {
        if (pending == null || !pending.timer.isDue(nowNanos)) {
            return;
        }
        if (pending.isDeferred) {
            // Under a new number: to the old one dcSCTP repeats its answer for ever.
            OutgoingSsnReset last = pending.request;
            pending.timer.start(nowNanos, engine.rto().rtoNanos());
            OutgoingSsnReset again = newRequest(last.lastTsn(), last.streamIds());
            pending = new Pending(again, pending.timer, false);
            send(again);
            return;
        }
        pending.timer.backOff(nowNanos);
        send(pending.request);
        engine.onError(); // RFC 6525, section 5.1.1: like an expiry of T3-rtx
    }

    void handle(ReConfigChunk chunk, long nowNanos) {
        for (Parameter parameter : chunk.parameters()) {
            if (parameter instanceof ReconfigResponse response) {
                handleResponse(response, nowNanos);
            } else if (parameter instanceof OutgoingSsnReset request) {
                if (isExpected(request.requestSequence())) {
                    handleOutgoingReset(request);
                }
            } else if (parameter instanceof IncomingSsnReset request) {
                if (isExpected(request.requestSequence())) {
                    handleIncomingReset(request);
                }
            } else if (parameter instanceof SsnTsnReset request) {
                if (isExpected(request.requestSequence())) {
                    answer(request.requestSequence(), ReconfigResponse.DENIED);
                }
            } else if (parameter instanceof AddStreams request
                    && isExpected(request.requestSequence())) {
                handleAddStreams(request);
            }
        }
    }

    /** Whether it is the next request; answers one that came before or is out of order. */
    private boolean isExpected(long sequence) {
        if (sequence == expectedSequence) {
            return true;
        }
        if (lastResponse != null && sequence == lastResponse.responseSequence()) {
            // RFC 6525, section 5.2.1: the same request again gets the same answer, unless it had
            // to
            // wait and need not any more.
            if (deferred != null && hasReceivedUpTo(deferred)) {
                performedLate = deferred;
                perform(deferred);
            } else {
                send(lastResponse);
            }
        } else {
            send(
                    new ReconfigResponse(
                            sequence, ReconfigResponse.BAD_SEQUENCE, OptionalLong.empty()));
        }
        return false;
    }

    // ---- the peer's requests

    private void handleOutgoingReset(OutgoingSsnReset request) {
        deferred = null; // dcSCTP asks again under a new number
        int streams = engine.peer().incomingStreams();
        if (request.streamIds().stream().anyMatch(id -> id >= streams)) {
            answer(request.requestSequence(), ReconfigResponse.WRONG_STREAM);
        } else if (isPerformedLate(request)) {
            performedLate = null;
            answer(request.requestSequence(), ReconfigResponse.PERFORMED);
        } else if (hasReceivedUpTo(request)) {
            perform(request);
        } else {
            // RFC 6525, section 5.2.2, rule E2: DATA sent before the request is still missing. The
            // peer asks again; it sends nothing on the streams until then.
            deferred = request;
            answer(request.requestSequence(), ReconfigResponse.IN_PROGRESS);
        }
    }

    /** Whether it is a request performed already, which crossed our answer under a new number. */
    private boolean isPerformedLate(OutgoingSsnReset request) {
        return performedLate != null
                && performedLate.lastTsn() == request.lastTsn()
                && performedLate.streamIds().equals(request.streamIds());
    }

    private boolean hasReceivedUpTo(OutgoingSsnReset request) {
        return SerialNumbers.isAtOrAfter32(engine.receiver().cumulativeTsn(), request.lastTsn());
    }

    private void perform(OutgoingSsnReset request) {
        deferred = null;
        List<Integer> streamIds = request.streamIds();
        if (streamIds.isEmpty()) {
            streamIds = engine.receiver().resetAllStreams();
        } else {
            engine.receiver().resetStreams(streamIds);
        }
        answer(request.requestSequence(), ReconfigResponse.PERFORMED);
        if (!streamIds.isEmpty()) {
            engine.emit(new SctpEvent.IncomingStreamsReset(streamIds));
        }
    }

    private void handleIncomingReset(IncomingSsnReset request) {
        int streams = engine.peer().outgoingStreams();
        if (request.streamIds().isEmpty()) {
            answer(request.requestSequence(), ReconfigResponse.DENIED);
        } else if (request.streamIds().stream().anyMatch(id -> id >= streams)) {
            answer(request.requestSequence(), ReconfigResponse.WRONG_STREAM);
        } else {
            answer(request.requestSequence(), ReconfigResponse.PERFORMED);
            request(request.streamIds());
        }
    }

    private void handleAddStreams(AddStreams request) {
        int total = engine.peer().incomingStreams() + request.streamCount();
        boolean isAllowed =
                request.type() == AddStreams.OUTGOING && total <= options.incomingStreams();
        if (isAllowed) {
            engine.incomingStreams(total);
        }
        answer(
                request.requestSequence(),
                isAllowed ? ReconfigResponse.PERFORMED : ReconfigResponse.DENIED);
    }

    private void answer(long sequence, long result) {
        lastResponse = new ReconfigResponse(sequence, result, OptionalLong.empty());
        expectedSequence = SerialNumbers.plus32(sequence, 1);
        send(lastResponse);
    }

    private void send(Parameter parameter) {
        engine.outbox().add(new ReConfigChunk(List.of(parameter)));
    }

    // ---- the peer's responses

    private void handleResponse(ReconfigResponse response, long nowNanos) {
        // Only the number in use counts: an answer to one given up would let the stream go on while
        // the other request is still on its way.
        if (pending == null || response.responseSequence() != pending.request.requestSequence()) {
            return;
        }
        engine.clearErrors();
        List<Integer> streamIds = pending.request.streamIds();
        if (response.result() == ReconfigResponse.IN_PROGRESS
                || response.result() == ReconfigResponse.REQUEST_IN_PROGRESS) {
            pending.timer.start(nowNanos, engine.rto().rtoNanos());
            pending = new Pending(pending.request, pending.timer, true);
            return;
        }
        boolean isPerformed =
                response.result() == ReconfigResponse.PERFORMED
                        || response.result() == ReconfigResponse.NOTHING_TO_DO;
        pending = null;
        engine.sender().resumeStreams(streamIds, isPerformed);
        engine.emit(
                isPerformed
                        ? new SctpEvent.OutgoingStreamsReset(streamIds)
                        : new SctpEvent.StreamResetFailed(streamIds));
    }
}
