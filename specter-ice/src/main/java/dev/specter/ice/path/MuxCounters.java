package dev.specter.ice.path;

/** What a shared port has counted, beside {@link PathCounters}. Loop-confined. */
public final class MuxCounters {
    private long unknownSources;
    private long unknownFragments;
    private long malformed;
    private long taken;
    private long refused;

    void countUnknownSource() {
        unknownSources++;
    }

    void countUnknownFragment() {
        unknownFragments++;
    }

    void countMalformed() {
        malformed++;
    }

    void countTaken() {
        taken++;
    }

    void countRefused() {
        refused++;
    }

    /** Datagrams dropped because nobody has claimed their source. */
    public long unknownSources() {
        return unknownSources;
    }

    /** Requests dropped because nobody here has the fragment in their USERNAME. */
    public long unknownFragments() {
        return unknownFragments;
    }

    /** Datagrams dropped, or connections closed, because they broke the rules of their protocol. */
    public long malformed() {
        return malformed;
    }

    /** STUN dropped because the remote address belongs to another connection on this port. */
    public long taken() {
        return taken;
    }

    /** Connections closed because there were too many, or they proved nothing in time. */
    public long refused() {
        return refused;
    }
}
