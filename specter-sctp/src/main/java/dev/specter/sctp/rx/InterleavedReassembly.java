package dev.specter.sctp.rx;

import dev.specter.common.SerialNumbers;
import dev.specter.sctp.packet.DataFragment;
import dev.specter.sctp.packet.IDataChunk;
import dev.specter.sctp.packet.SkippedStream;
import dev.specter.sctp.packet.StreamMap;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Makes messages of I-DATA chunks (RFC 8260, section 2.2.3): a fragment says itself by MID and FSN
 * where it belongs, whatever its TSN. Loop-confined.
 */
public final class InterleavedReassembly implements Reassembly {
    /** Messages of a stream that are not whole, by unwrapped MID. */
    private static final class Partials {
        final int streamId;
        final NavigableMap<Long, PartialMessage> ordered = new TreeMap<>();
        final NavigableMap<Long, PartialMessage> unordered = new TreeMap<>();
        long lastOrdered;
        long lastUnordered;

        /** The ordered message that had a fragment last: most fragments follow one of their own. */
        PartialMessage recent;

        long recentMid;

        /** Unordered messages up to it were given up; their late fragments are worth nothing. */
        long skippedUnordered = Long.MIN_VALUE;

        Partials(int streamId) {
            this.streamId = streamId;
        }

        NavigableMap<Long, PartialMessage> of(boolean isUnordered) {
            return isUnordered ? unordered : ordered;
        }

        /** An unwrapped MID, near the one seen last. */
        long unwrap(boolean isUnordered, long mid) {
            long reference = isUnordered ? lastUnordered : lastOrdered;
            long unwrapped = SerialNumbers.unwrap32(mid, reference);
            if (isUnordered) {
                lastUnordered = Math.max(reference, unwrapped);
            } else {
                lastOrdered = Math.max(reference, unwrapped);
            }
            return unwrapped;
        }
    }

    private final ReceiveWindow window;
    private final int maxMessageBytes;
    private final DeliveryOrder order;
    private final StreamMap<Partials> streams = new StreamMap<>(Partials::new);

    /**
     * Makes an empty queue.
     *
     * @param window counts what is held
     * @param sink takes whole messages
     * @param maxMessageBytes larger ones are refused
     */
    public InterleavedReassembly(ReceiveWindow window, MessageSink sink, int maxMessageBytes) {
        this.window = window;
        this.maxMessageBytes = maxMessageBytes;
        order = new DeliveryOrder(window, sink, true);
    }

    @Override
    public boolean add(DataFragment fragment, long tsn, int reachTsns) {
        IDataChunk chunk = (IDataChunk) fragment;
        if (!chunk.isUnordered() && order.isPast(chunk.streamId(), chunk.mid())) {
            return true; // of a message that was delivered or skipped already
        }
        ByteBuffer payload = Reassembly.keep(chunk.payload());
        if (chunk.isBegin() && chunk.isEnd()) {
            if (payload.remaining() > maxMessageBytes) {
                return false;
            }
            order.completeWhole(
                    chunk.streamId(), chunk.isUnordered(), chunk.mid(), chunk.ppid(), payload);
            return true;
        }
        return addPart(chunk, payload);
    }

    private boolean addPart(IDataChunk chunk, ByteBuffer payload) {
        Partials partials = streams.get(chunk.streamId());
        NavigableMap<Long, PartialMessage> messages = partials.of(chunk.isUnordered());
        long mid = partials.unwrap(chunk.isUnordered(), chunk.mid());
        if (chunk.isUnordered() && mid <= partials.skippedUnordered) {
            return true;
        }
        boolean isRecent =
                partials.recent != null && partials.recentMid == mid && !chunk.isUnordered();
        PartialMessage message =
                isRecent
                        ? partials.recent
                        : messages.computeIfAbsent(mid, key -> new PartialMessage());
        if (!chunk.isUnordered()) {
            partials.recent = message;
            partials.recentMid = mid;
        }
        int runsBefore = message.runs().size();
        FragmentRun run = message.add(chunk, payload);
        if (run == null) {
            return true;
        }
        int newRuns = message.runs().size() - runsBefore;
        window.hold((long) newRuns * FragmentRun.OVERHEAD_BYTES);
        window.hold(run, payload.remaining());
        if (message.bytes() > maxMessageBytes) {
            return false;
        }
        FragmentRun whole = message.whole();
        if (whole != null) {
            messages.remove(mid);
            partials.recent = chunk.isUnordered() ? partials.recent : null;
            window.release(FragmentRun.OVERHEAD_BYTES, 0);
            order.complete(whole);
        }
        return true;
    }

    @Override
    public void skip(long newCumulativeTsn, List<SkippedStream> skipped) {
        for (SkippedStream stream : skipped) {
            Partials partials = streams.get(stream.streamId());
            long last = partials.unwrap(stream.isUnordered(), stream.number());
            partials.recent = null;
            drop(partials.of(stream.isUnordered()).headMap(last, true));
            if (stream.isUnordered()) {
                partials.skippedUnordered = Math.max(partials.skippedUnordered, last);
            } else {
                order.skip(stream.streamId(), stream.number());
            }
        }
    }

    @Override
    public void reset(Collection<Integer> streamIds) {
        order.reset(streamIds);
        for (int streamId : streamIds) {
            Partials partials = streams.peek(streamId);
            if (partials != null) {
                drop(partials.ordered);
                drop(partials.unordered);
                streams.remove(streamId);
            }
        }
    }

    @Override
    public List<Integer> resetAll() {
        var streamIds = new TreeSet<>(order.streamsInUse());
        streams.forEach(partials -> streamIds.add(partials.streamId));
        reset(streamIds);
        return new ArrayList<>(streamIds);
    }

    private void drop(SortedMap<Long, PartialMessage> messages) {
        for (PartialMessage message : messages.values()) {
            for (FragmentRun run : message.runs()) {
                window.release(run.bytes + FragmentRun.OVERHEAD_BYTES, run.streamedBytes);
            }
        }
        messages.clear();
    }
}
