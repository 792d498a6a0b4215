package dev.specter.webrtc.loop;

/** Remembers which threads are loops of Specter, so that a blocking call on one can be refused. */
final class LoopThreads {
    private static final ThreadLocal<Boolean> IS_LOOP = new ThreadLocal<>();

    private LoopThreads() {}

    static void markCurrent() {
        IS_LOOP.set(Boolean.TRUE);
    }

    static boolean isCurrent() {
        return IS_LOOP.get() != null;
    }

    static void requireNotALoop() {
        if (isCurrent()) {
            throw new IllegalStateException(
                    "a blocking call on the event loop of another connection could deadlock;"
                            + " hand it to another thread");
        }
    }
}
