package dev.specter.ice.agent;

import org.ice4j.ice.CandidatePair;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Which pair the controlling agent nominates, and when (RFC 8445, section 8.1.1): the best that
 * works as soon as no better one is left to wait for, or after a short while. Nothing waits for it,
 * since datagrams go on any pair that works. Loop-confined.
 */
final class Nomination {
    /** How long pairs better than the one that works are waited for. */
    static final long WAIT_NANOS = 50_000_000L;

    private static final long NEVER = Long.MAX_VALUE;
    private static final Comparator<CandidatePair> BY_PRIORITY =
            (a, b) -> Long.compareUnsigned(a.getPriority(), b.getPriority());

    private final Collection<CandidatePair> checkList;
    private final CandidateBook book;
    private final Consumer<CandidatePair> check;
    private CandidatePair nominated;
    private long dueNanos = NEVER;

    /**
     * Makes one.
     *
     * @param checkList all pairs
     * @param book knows those that work
     * @param check sends a check, with USE-CANDIDATE if the pair is marked as nominated
     */
    Nomination(
            Collection<CandidatePair> checkList,
            CandidateBook book,
            Consumer<CandidatePair> check) {
        this.checkList = checkList;
        this.book = book;
        this.check = check;
    }

    /** Nominates, if it is time. */
    void consider(long nowNanos) {
        if (nominated != null) {
            return;
        }
        Optional<CandidatePair> best = checkList.stream().filter(book::contains).max(BY_PRIORITY);
        if (best.isEmpty()) {
            return;
        }
        boolean betterPending =
                checkList.stream()
                        .filter(pair -> BY_PRIORITY.compare(pair, best.get()) > 0)
                        .anyMatch(pair -> !book.contains(pair));
        if (!betterPending || nowNanos >= dueNanos) {
            nominate(best.get());
        } else if (dueNanos == NEVER) {
            dueNanos = nowNanos + WAIT_NANOS;
        }
    }

    private void nominate(CandidatePair pair) {
        dueNanos = NEVER;
        nominated = pair;
        pair.nominate();
        check.accept(pair);
    }

    /**
     * Nominates another pair than before. Deviates: RFC 8445 has an agent nominate once; browsers
     * follow, and the alternative is a dead connection.
     */
    void replace(CheckedPair replacement) {
        checkList.stream()
                .filter(pair -> book.get(pair) == replacement)
                .findFirst()
                .ifPresent(this::nominate);
    }

    /** A check was not answered: if it was to nominate its pair, another one has to be found. */
    void handleUnanswered(CandidatePair pair) {
        CheckedPair entry = book.get(pair);
        boolean confirmed = entry != null && entry.isNominated();
        if (pair.equals(nominated) && !confirmed) {
            book.remove(pair);
            nominated = null;
        }
    }

    long nextTimeoutNanos() {
        return dueNanos;
    }
}
