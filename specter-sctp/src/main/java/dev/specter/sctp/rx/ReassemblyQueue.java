package dev.specter.sctp.rx;

import dev.specter.sctp.packet.DataFragment;
import dev.specter.sctp.packet.SkippedStream;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Makes messages of DATA chunks (RFC 9260, section 6.9). Fragments with consecutive TSNs form runs
 * that are found by the TSNs at their ends; a run with begin and end is a message. Loop-confined.
 */
public final class ReassemblyQueue implements Reassembly {
    private static final int INITIAL_SLOTS = 64;

    private final ReceiveWindow window;
    private final int maxMessageBytes;
    private final DeliveryOrder order;
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
        this.maxMessageBytes = maxMessageBytes;
        order = new DeliveryOrder(window, sink, false);
    }

    @Override
    public boolean add(DataFragment fragment, long tsn, int reachTsns) {
        ByteBuffer payload = Reassembly.keep(fragment.payload());
        if (fragment.isBegin() && fragment.isEnd()) {
            if (payload.remaining() > maxMessageBytes) {
                return false;
            }
            order.completeWhole(
                    fragment.streamId(),
                    fragment.isUnordered(),
                    fragment.messageNumber(),
                    fragment.ppid(),
                    payload);
            return true;
        }
        ensureSlots(reachTsns);
        FragmentRun run = insert(fragment, tsn, payload);
        window.hold(run, payload.remaining());
        if (run.bytes > maxMessageBytes) {
            return false;
        }
        if (run.isComplete()) {
            forget(run);
            order.complete(run);
        }
        return true;
    }

    @Override
    public void skip(long newCumulativeTsn, List<SkippedStream> skipped) {
        for (int i = unfinished.size() - 1; i >= 0; i--) {
            FragmentRun run = unfinished.get(i);
            if (run.first <= newCumulativeTsn) {
                drop(run);
            }
        }
        skipped.forEach(stream -> order.skip(stream.streamId(), stream.number()));
    }

    @Override
    public void reset(Collection<Integer> streamIds) {
        order.reset(streamIds);
    }

    @Override
    public List<Integer> resetAll() {
        List<Integer> streamIds = order.streamsInUse();
        reset(streamIds);
        return streamIds;
    }

    private FragmentRun insert(DataFragment fragment, long tsn, ByteBuffer payload) {
        FragmentRun left = runEndingAt(tsn - 1);
        if (left != null && (fragment.isBegin() || !left.isSameMessage(fragment))) {
            drop(left); // its next fragment cannot come any more: this TSN is another's
            left = null;
        }
        FragmentRun right = runStartingAt(tsn + 1);
        if (right != null && (fragment.isEnd() || !right.isSameMessage(fragment))) {
            drop(right);
            right = null;
        }
        FragmentRun run;
        if (left != null) {
            run = left;
            unlink(run, run.last);
            run.append(fragment, payload);
        } else if (right != null) {
            run = right;
            unlink(run, run.first);
            run.prepend(fragment, payload);
        } else {
            run = new FragmentRun(fragment, tsn, payload);
            run.listIndex = unfinished.size();
            unfinished.add(run);
            window.hold(FragmentRun.OVERHEAD_BYTES);
        }
        if (left != null && right != null) {
            forget(right);
            run.join(right);
        }
        link(run);
        return run;
    }

    private void drop(FragmentRun run) {
        forget(run);
        window.release(run.bytes, run.streamedBytes);
    }

    private void forget(FragmentRun run) {
        window.release(FragmentRun.OVERHEAD_BYTES, 0);
        unlink(run, run.first);
        unlink(run, run.last);
        FragmentRun last = unfinished.remove(unfinished.size() - 1);
        if (last != run) {
            unfinished.set(run.listIndex, last);
            last.listIndex = run.listIndex;
        }
    }

    /** The run that a fragment with the next TSN may belong to, or null. */
    private FragmentRun runEndingAt(long tsn) {
        FragmentRun run = runsByTsn[slot(tsn)];
        return run != null && run.last == tsn && !run.hasEnd ? run : null;
    }

    /** The run that a fragment with the TSN before may belong to, or null. */
    private FragmentRun runStartingAt(long tsn) {
        FragmentRun run = runsByTsn[slot(tsn)];
        return run != null && run.first == tsn && !run.hasBegin ? run : null;
    }

    private int slot(long tsn) {
        return (int) tsn & runsByTsn.length - 1;
    }

    private void link(FragmentRun run) {
        // An end that nothing can join is not linked: its slot may be another run's.
        if (!run.hasBegin) {
            runsByTsn[slot(run.first)] = run;
        }
        if (!run.hasEnd) {
            runsByTsn[slot(run.last)] = run;
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
