package dev.specter.sctp.rx;

import java.nio.ByteBuffer;

/** Where whole messages go. */
@FunctionalInterface
public interface MessageSink {
    /**
     * Takes a message.
     *
     * @param streamId u16
     * @param ppid u32
     * @param payload array-backed, owned by the sink
     * @param windowBytes what it takes of the receive window
     */
    void deliver(int streamId, long ppid, ByteBuffer payload, int windowBytes);
}
