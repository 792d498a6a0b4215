package dev.specter.sctp.rx;

import dev.specter.sctp.packet.StreamMap;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Hands whole messages on in the order of their streams (RFC 9260, sections 6.5 and 6.6), by SSN or
 * by MID (RFC 8260, section 2.2.3). Loop-confined.
 */
final class DeliveryOrder {
    private final ReceiveWindow window;
    private final MessageSink sink;
    private final StreamMap<InStream> streams;

    DeliveryOrder(ReceiveWindow window, MessageSink sink, boolean isInterleaved) {
        this.window = window;
        this.sink = sink;
        streams = new StreamMap<>(id -> new InStream(id, isInterleaved));
    }

    /** Takes a message that arrived in one piece, not counted yet. */
    void completeWhole(
            int streamId, boolean isUnordered, long number, long ppid, ByteBuffer payload) {
        window.hold(payload.remaining());
        complete(streamId, isUnordered, number, ppid, payload, 0);
    }

    /** Takes the message that a run of fragments makes, whose bytes are counted. */
    void complete(FragmentRun run) {
        complete(
                run.streamId,
                run.isUnordered,
                run.number,
                run.ppid,
                run.assemble(),
                run.streamedBytes);
    }

    private void complete(
            int streamId,
            boolean isUnordered,
            long number,
            long ppid,
            ByteBuffer payload,
            int streamedBytes) {
        window.hold(ReceiveWindow.MESSAGE_OVERHEAD_BYTES);
        if (isUnordered) {
            deliver(streamId, ppid, payload, streamedBytes);
            return;
        }
        InStream in = streams.get(streamId);
        long unwrapped = in.unwrap(number);
        if (unwrapped == in.next()) {
            deliver(streamId, ppid, payload, streamedBytes);
            in.next(unwrapped + 1);
            deliverWaiting(in);
        } else if (unwrapped > in.next()) {
            InStream.Waiting replaced =
                    in.keep(unwrapped, new InStream.Waiting(ppid, payload, streamedBytes));
            if (replaced != null) {
                release(replaced);
            }
        } else {
            // a number that was delivered or skipped already
            window.release(cost(payload), streamedBytes);
        }
    }

    /** Whether a message of this number was delivered or skipped already. */
    boolean isPast(int streamId, long number) {
        InStream in = streams.peek(streamId);
        return in != null && in.unwrap(number) < in.next();
    }

    /** RFC 3758, section 3.6: delivers what is whole up to a number, then moves past it. */
    void skip(int streamId, long number) {
        InStream in = streams.get(streamId);
        long last = in.unwrap(number);
        if (last < in.next()) {
            return;
        }
        for (long n = in.firstWaiting(last); n >= 0; n = in.firstWaiting(last)) {
            InStream.Waiting message = in.take(n);
            deliver(streamId, message.ppid(), message.payload(), message.streamedBytes());
        }
        in.next(last + 1);
        deliverWaiting(in);
    }

    /** The streams begin anew with message 0 (RFC 6525, section 5.2.2). */
    void reset(Collection<Integer> streamIds) {
        for (int streamId : streamIds) {
            InStream in = streams.peek(streamId);
            if (in != null) {
                in.waiting().forEach(this::release);
                streams.remove(streamId);
            }
        }
    }

    /** The streams that are in use. */
    List<Integer> streamsInUse() {
        var streamIds = new ArrayList<Integer>();
        streams.forEach(in -> streamIds.add(in.streamId));
        return streamIds;
    }

    private void deliverWaiting(InStream in) {
        for (InStream.Waiting message = in.take(in.next());
                message != null;
                message = in.take(in.next())) {
            in.next(in.next() + 1);
            deliver(in.streamId, message.ppid(), message.payload(), message.streamedBytes());
        }
    }

    private void deliver(int streamId, long ppid, ByteBuffer payload, int streamedBytes) {
        int windowBytes = cost(payload);
        window.deliver(windowBytes, streamedBytes);
        sink.deliver(streamId, ppid, payload, windowBytes);
    }

    private void release(InStream.Waiting message) {
        window.release(cost(message.payload()), message.streamedBytes());
    }

    private static int cost(ByteBuffer payload) {
        return payload.remaining() + ReceiveWindow.MESSAGE_OVERHEAD_BYTES;
    }
}
