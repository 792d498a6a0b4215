package dev.specter.ice.path;

/** What the sockets of one transport have counted. Loop-confined. */
public final class PathCounters {
    private long sendErrors;
    private long receiveErrors;

    void countSendError() {
        sendErrors++;
    }

    void countReceiveError() {
        receiveErrors++;
    }

    /**
     * Datagrams that were not sent: refused by the system, or dropped because its queue is full.
     */
    public long sendErrors() {
        return sendErrors;
    }

    /** Errors while reading, and datagrams cut off because they were larger than expected. */
    public long receiveErrors() {
        return receiveErrors;
    }
}
