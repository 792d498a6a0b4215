package dev.specter.webrtc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A data channel as a stream of bytes; see {@link RtcDataChannel#asByteChannel()}. Waits on a
 * {@code java.util.concurrent} lock, which gives up the carrier of a virtual thread. Thread-safe.
 */
final class DataByteChannel extends AbstractInterruptibleChannel implements ByteChannel {
    /** Writers wait while more bytes than these have not left. */
    static final long SEND_MARK_BYTES = 256 * 1024;

    private final RtcDataChannel channel;
    private final RtcMessageQueue queue;

    /** One reader at a time, one writer at a time. */
    private final ReentrantLock readLock = new ReentrantLock();

    private final ReentrantLock writeLock = new ReentrantLock();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by the lock.
    private RtcDataChannelMessage current;
    private ByteBuffer rest;
    private boolean asksForRoom;

    DataByteChannel(RtcDataChannel channel) {
        this.channel = channel;
        this.queue = channel.messageQueue(this::signal);
    }

    private void signal() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        channel.loop().requireMayBlock();
        readLock.lock();
        try {
            requireOpen();
            if (!target.hasRemaining()) {
                return 0;
            }
            int count = 0;
            try {
                begin();
                count = awaitBytes(target);
            } finally {
                end(count != 0);
            }
            return count;
        } finally {
            readLock.unlock();
        }
    }

    /** Waits for bytes; 0 if this was closed meanwhile. */
    private int awaitBytes(ByteBuffer target) throws IOException {
        lock.lock();
        try {
            while (isOpen()) {
                if (current != null || next()) {
                    return readRest(target);
                }
                if (queue.isEnded()) {
                    if (queue.error().isPresent()) {
                        throw brokenBy(queue.error().get());
                    }
                    return -1;
                }
                changed.awaitUninterruptibly(); // an interrupt closes, which wakes us
            }
            return 0;
        } finally {
            lock.unlock();
        }
    }

    private boolean next() {
        for (RtcDataChannelMessage m = queue.take(); m != null; m = queue.take()) {
            if (m.size() > 0) {
                current = m;
                rest = m.data();
                return true;
            }
            queue.release(m);
        }
        return false;
    }

    private int readRest(ByteBuffer target) {
        int count = Math.min(target.remaining(), rest.remaining());
        target.put(rest.slice().limit(count));
        rest.position(rest.position() + count);
        if (!rest.hasRemaining()) {
            releaseCurrent();
        }
        return count;
    }

    private void releaseCurrent() {
        queue.release(current);
        current = null;
        rest = null;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        channel.loop().requireMayBlock();
        writeLock.lock();
        try {
            requireOpen();
            int start = source.position();
            try {
                begin();
                while (source.hasRemaining() && awaitRoom()) {
                    sendPiece(source);
                }
            } finally {
                end(source.position() > start || !source.hasRemaining());
            }
            return source.position() - start;
        } finally {
            writeLock.unlock();
        }
    }

    /** Waits until more can be sent; false if this was closed meanwhile. */
    private boolean awaitRoom() throws IOException {
        if (channel.isSendable(SEND_MARK_BYTES)) {
            return isOpen();
        }
        lock.lock();
        try {
            while (isOpen()) {
                if (channel.isOver()) {
                    throw ended();
                }
                if (channel.isSendable(SEND_MARK_BYTES)) {
                    return true;
                }
                askForRoom();
                changed.awaitUninterruptibly();
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void askForRoom() {
        if (asksForRoom) {
            return;
        }
        asksForRoom = true;
        channel.whenSendable(
                SEND_MARK_BYTES,
                () -> {
                    lock.lock();
                    try {
                        asksForRoom = false;
                        changed.signalAll();
                    } finally {
                        lock.unlock();
                    }
                });
    }

    private void sendPiece(ByteBuffer source) throws IOException {
        int size = (int) Math.min(source.remaining(), channel.maxMessageSizeBytes());
        try {
            channel.send(source.slice().limit(size));
        } catch (RtcException e) {
            if (e.name() == RtcErrorName.OPERATION_ERROR) {
                return; // another channel was quicker: wait again
            }
            throw brokenBy(e);
        }
        source.position(source.position() + size);
    }

    private IOException ended() {
        return queue.error()
                .map(DataByteChannel::brokenBy)
                .orElseGet(() -> new IOException("the data channel has closed"));
    }

    private static IOException brokenBy(RtcException cause) {
        return new IOException("the data channel broke: " + cause.getMessage(), cause);
    }

    private void requireOpen() throws ClosedChannelException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
    }

    /** May be called by a thread that interrupts another, and by event loops: does not wait. */
    @Override
    protected void implCloseChannel() {
        lock.lock();
        try {
            if (current != null) {
                releaseCurrent();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        channel.loop().callback(channel::close);
    }
}
