package dev.specter.sctp.rx;

import dev.specter.common.SerialNumbers;
import dev.specter.sctp.packet.DataChunk;
import dev.specter.sctp.packet.ForwardTsnChunk.SkippedStream;
import dev.specter.sctp.packet.StreamMap;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Makes messages of DATA chunks and puts them in the order of their streams (RFC 9260, sections
 * 6.5, 6.6 and 6.9). Fragments with consecutive TSNs form runs that are found by the TSNs at their
 * ends; a run with begin and end is a message. Loop-confined.
 */
public final class ReassemblyQueue {
    private static final int INITIAL_SLOTS = 64;

    private final ReceiveWindow window;
    private final MessageSink sink;
    private final int maxMessageBytes;
    private final StreamMap<InStream> streams = new StreamMap<>(InStream::new);
    private final List<FragmentRun> unfinished = new ArrayList<>();
    private FragmentRun[] runsByTsn = new FragmentRun[INITIAL_SLOTS];

    /**
     * Makes an empty queue.
     *
     * @param window counts what is held
     * @param sink takes whole messages
     * @param maxMessageBytes larger ones are refused
     */
    public ReassemblyQueue(ReceiveWindow window, MessageSink sink, int maxMessageBytes) {
        this.window = window;
        this.sink = sink;
        this.maxMessageBytes = maxMessageBytes;
    }

    /**
     * Takes a chunk that is new.
     *
     * @param chunk its payload, not empty, is kept
     * @param tsn its TSN, unwrapped
     * @param reachTsns how far the largest TSN that may come is from this one or from the
     *     cumulative one, whichever is more
     * @return false if its message is too large
     */
    public boolean add(DataChunk chunk, long tsn, int reachTsns) {
        ByteBuffer payload = keep(chunk.payload());
        if (chunk.isBegin() && chunk.isEnd()) {
            if (payload.remaining() > maxMessageBytes) {
                return false;
            }
            window.hold(payload.remaining());
            complete(chunk.streamId(), chunk.isUnordered(), chunk.ssn(), chunk.ppid(), payload);
            return true;
        }
        ensureSlots(reachTsns);
        window.hold(payload.remaining());
        FragmentRun run = insert(chunk, tsn, payload);
        if (run.bytes > maxMessageBytes) {
            return false;
        }
        if (run.isComplete()) {
            forget(run);
            complete(run.streamId, run.isUnordered, run.ssn, run.ppid, run.assemble());
        }
        return true;
    }

    /**
     * Gives up what the sender gave up (RFC 3758, section 3.6).
     *
     * @param newCumulativeTsn unwrapped; no fragment up to it will come
     * @param skipped streams whose waiting messages may go ahead
     */
    public void skip(long newCumulativeTsn, List<SkippedStream> skipped) {
        for (int i = unfinished.size() - 1; i >= 0; i--) {
            FragmentRun run = unfinished.get(i);
            if (run.firstTsn <= newCumulativeTsn) {
                drop(run);
            }
        }
        for (SkippedStream stream : skipped) {
            InStream in = streams.get(stream.streamId());
            if (SerialNumbers.isAfter16(in.nextSsn(), stream.ssn())) {
                continue;
            }
            // RFC 3758, section 3.6: deliver what is whole up to the number, then move past it.
            for (int ssn : in.waitingUpTo(stream.ssn())) {
                in.nextSsn(ssn);
                deliverNext(in);
            }
            in.nextSsn(stream.ssn() + 1);
            deliverWaiting(in);
        }
    }

    /** The streams begin anew with message 0 (RFC 6525, section 5.2.2). */
    public void reset(Collection<Integer> streamIds) {
        for (int streamId : streamIds) {
            InStream in = streams.peek(streamId);
            if (in != null) {
                reset(in);
            }
        }
    }

    /** All streams begin anew; gives the ids of those that were in use. */
    public List<Integer> resetAll() {
        var streamIds = new ArrayList<Integer>();
        streams.forEach(in -> streamIds.add(in.streamId));
        reset(streamIds);
        return streamIds;
    }

    private void reset(InStream in) {
        in.waiting().forEach(message -> window.release(cost(message.payload())));
        streams.remove(in.streamId);
    }

    /**
     * What stays in the packet's array must be most of it, or a peer could make a byte hold a whole
     * packet; the rest is copied.
     */
    @SuppressWarnings("ByteBufferBackingArray") // its length is asked, not its content
    private static ByteBuffer keep(ByteBuffer payload) {
        if (payload.remaining() >= payload.array().length / 2) {
            return payload;
        }
        byte[] copy = new byte[payload.remaining()];
        payload.get(payload.position(), copy);
        return ByteBuffer.wrap(copy);
    }

    private FragmentRun insert(DataChunk chunk, long tsn, ByteBuffer payload) {
        FragmentRun left = runEndingAt(tsn - 1);
        if (left != null && (chunk.isBegin() || !left.isSameMessage(chunk))) {
            drop(left); // its next fragment cannot come any more: this TSN is another's
            left = null;
        }
        FragmentRun right = runStartingAt(tsn + 1);
        if (right != null && (chunk.isEnd() || !right.isSameMessage(chunk))) {
            drop(right);
            right = null;
        }
        FragmentRun run;
        if (left != null) {
            run = left;
            unlink(run, run.lastTsn);
            run.append(payload);
            run.lastTsn = tsn;
        } else if (right != null) {
            run = right;
            unlink(run, run.firstTsn);
            run.prepend(payload);
            run.firstTsn = tsn;
        } else {
            run = new FragmentRun(chunk, tsn);
            run.append(payload);
            run.listIndex = unfinished.size();
            unfinished.add(run);
        }
        run.hasBegin |= chunk.isBegin();
        run.hasEnd |= chunk.isEnd();
        if (left != null && right != null) {
            forget(right);
            run.join(right);
        }
        link(run);
        return run;
    }

    private void complete(
            int streamId, boolean isUnordered, int ssn, long ppid, ByteBuffer payload) {
        window.hold(ReceiveWindow.MESSAGE_OVERHEAD_BYTES);
        if (isUnordered) {
            deliver(streamId, ppid, payload);
            return;
        }
        InStream in = streams.get(streamId);
        if (ssn == in.nextSsn()) {
            deliver(streamId, ppid, payload);
            in.nextSsn(ssn + 1);
            deliverWaiting(in);
        } else if (SerialNumbers.isAfter16(ssn, in.nextSsn())) {
            InStream.Waiting replaced = in.keep(ssn, new InStream.Waiting(ppid, payload));
            if (replaced != null) {
                window.release(cost(replaced.payload()));
            }
        } else {
            window.release(cost(payload)); // a number that was delivered or skipped already
        }
    }

    private void deliverWaiting(InStream in) {
        while (deliverNext(in)) {
            in.nextSsn(in.nextSsn() + 1);
        }
    }

    private boolean deliverNext(InStream in) {
        InStream.Waiting message = in.take(in.nextSsn());
        if (message == null) {
            return false;
        }
        deliver(in.streamId, message.ppid(), message.payload());
        return true;
    }

    private void deliver(int streamId, long ppid, ByteBuffer payload) {
        int windowBytes = cost(payload);
        window.deliver(windowBytes);
        sink.deliver(streamId, ppid, payload, windowBytes);
    }

    private static int cost(ByteBuffer payload) {
        return payload.remaining() + ReceiveWindow.MESSAGE_OVERHEAD_BYTES;
    }

    private void drop(FragmentRun run) {
        forget(run);
        window.release(run.bytes);
    }

    private void forget(FragmentRun run) {
        unlink(run, run.firstTsn);
        unlink(run, run.lastTsn);
        FragmentRun last = unfinished.remove(unfinished.size() - 1);
        if (last != run) {
            unfinished.set(run.listIndex, last);
            last.listIndex = run.listIndex;
        }
    }

    /** The run that a fragment with the next TSN may belong to, or null. */
    private FragmentRun runEndingAt(long tsn) {
        FragmentRun run = runsByTsn[slot(tsn)];
        return run != null && run.lastTsn == tsn && !run.hasEnd ? run : null;
    }

    /** The run that a fragment with the TSN before may belong to, or null. */
    private FragmentRun runStartingAt(long tsn) {
        FragmentRun run = runsByTsn[slot(tsn)];
        return run != null && run.firstTsn == tsn && !run.hasBegin ? run : null;
    }

    private int slot(long tsn) {
        return (int) tsn & runsByTsn.length - 1;
    }

    private void link(FragmentRun run) {
        // An end that nothing can join is not linked: its slot may be another run's.
        if (!run.hasBegin) {
            runsByTsn[slot(run.firstTsn)] = run;
        }
        if (!run.hasEnd) {
            runsByTsn[slot(run.lastTsn)] = run;
        }
    }

    private void unlink(FragmentRun run, long tsn) {
        if (runsByTsn[slot(tsn)] == run) {
            runsByTsn[slot(tsn)] = null;
        }
    }

    private void ensureSlots(int reachTsns) {
        int slots = runsByTsn.length;
        while (slots <= reachTsns + 2) {
            slots *= 2;
        }
        if (slots > runsByTsn.length) {
            runsByTsn = new FragmentRun[slots];
            unfinished.forEach(this::link);
        }
    }
}
