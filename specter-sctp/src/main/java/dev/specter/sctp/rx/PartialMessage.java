package dev.specter.sctp.rx;

import dev.specter.sctp.packet.IDataChunk;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The fragments of one interleaved message that have come, as runs by FSN. */
final class PartialMessage {
    private final List<FragmentRun> runs = new ArrayList<>(1);
    private long bytes;

    long bytes() {
        return bytes;
    }

    List<FragmentRun> runs() {
        return runs;
    }

    /** The message as one run, if it is whole, or null. */
    FragmentRun whole() {
        return runs.size() == 1 && runs.get(0).isComplete() ? runs.get(0) : null;
    }

    /**
     * Takes a fragment.
     *
     * @return the run it is in now, or null if it contradicts what came before
     */
    FragmentRun add(IDataChunk fragment, ByteBuffer payload) {
        long fsn = fragment.fsn();
        int index = indexAfter(fsn);
        FragmentRun left = index > 0 ? runs.get(index - 1) : null;
        FragmentRun right = index < runs.size() ? runs.get(index) : null;
        boolean isContradiction =
                left != null && (fsn <= left.last || left.hasEnd)
                        || right != null && (fragment.isEnd() || right.hasBegin);
        if (isContradiction) {
            return null;
        }
        bytes += payload.remaining();
        boolean joinsRight = right != null && right.first == fsn + 1;
        if (left != null && left.last + 1 == fsn) {
            left.append(fragment, payload);
            if (joinsRight) {
                left.join(right);
                runs.remove(index);
            }
            return left;
        }
        if (joinsRight) {
            right.prepend(fragment, payload);
            return right;
        }
        var run = new FragmentRun(fragment, fsn, payload);
        runs.add(index, run);
        return run;
    }

    /** Index of the first run that begins after a place. */
    private int indexAfter(long fsn) {
        int low = 0;
        int high = runs.size();
        while (low < high) {
            int middle = low + high >>> 1;
            if (runs.get(middle).first > fsn) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
