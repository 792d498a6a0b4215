package dev.specter.webrtc;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Room for the messages that a connection sends: those that wait count against a limit of its own,
 * and all that is held, until it is acknowledged, against what the connections of a {@link WebRtc}
 * share. What reserves and asks may be called from any thread, the rest is loop-confined.
 */
final class SendRoom {
    private final long limitBytes;
    private final MessageMemory shared;
    private final AtomicLong waitingBytes = new AtomicLong();
    private final WaitingSenders waiting = new WaitingSenders();

    /** Of what is reserved in the shared memory, the part that the association has been given. */
    private long handedOnBytes;

    SendRoom(long limitBytes, MessageMemory shared) {
        this.limitBytes = limitBytes;
        this.shared = shared;
    }

    /** Whether a message may be sent; it then counts. */
    boolean tryReserve(int bytes) {
        if (waitingBytes.addAndGet(bytes) <= limitBytes && shared.tryReserve(bytes)) {
            return true;
        }
        waitingBytes.addAndGet(-bytes);
        return false;
    }

    /**
     * Whether a message of this size has no room; the channel is then told when that may have
     * changed. Any thread.
     */
    boolean isAwaitedBy(RtcDataChannel channel, long bytes) {
        if (hasRoom(bytes)) {
            return false;
        }
        waiting.add(channel);
        shared.whenReleased(channel);
        return !hasRoom(bytes); // some may have been freed in between
    }

    private boolean hasRoom(long bytes) {
        return waitingBytes.get() + bytes <= limitBytes && shared.hasRoom(bytes);
    }

    /** Bytes that waited wait no more. */
    private void freed(long bytes) {
        if (waitingBytes.addAndGet(-bytes) <= limitBytes - limitBytes / 4) {
            waiting.wake(); // not for every packet that leaves
        }
    }

    /** A message for which there was room will not be sent. */
    void dropped(int bytes) {
        freed(bytes);
        shared.release(bytes);
    }

    /** The association has taken a message. */
    void handedOn(int bytes) {
        handedOnBytes += bytes;
    }

    /** Bytes that the association was given have left for the first time, or never will. */
    void left(long bytes) {
        freed(bytes);
    }

    /** What the association still holds, for sending or sending again. */
    void held(long bytes) {
        if (bytes < handedOnBytes) {
            shared.release(handedOnBytes - bytes);
            handedOnBytes = bytes;
        }
    }
}
