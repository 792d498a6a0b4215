package dev.specter.dtls.handshake;

import dev.specter.dtls.record.DtlsRecord;

import org.bouncycastle.tls.DatagramTransport;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Through which the library's records go, one record at a time. It has two lives: during the
 * handshake the worker waits in {@link #receive} and sends, while the loop {@link #offer offers}
 * records; after it everything happens on the loop, nothing waits, and each record is handed over
 * and fetched at once.
 */
final class RecordPipe implements DatagramTransport {
    private static final int MAX_QUEUED_RECORDS = 256;

    // RFC 6347, section 4.1.1.1: when sending again does not help, smaller datagrams may. Every
    // IPv4 path takes 576 bytes; 28 of them are headers of IP and UDP.
    private static final int SENDS_BEFORE_BACK_OFF = 3;
    private static final int SMALL_MTU_BYTES = 576 - 28;
    private static final DtlsRecord CANCEL = new DtlsRecord(new byte[0], 0, 0);

    /** Tells the library that nothing is there; it would spin on any other answer. */
    private static final class NothingThere extends InterruptedIOException {
        private static final long serialVersionUID = 1L;

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this; // made once and thrown often: no stack
        }
    }

    private final int receiveLimitBytes;
    private final int maxQueuedBytes;
    private final Consumer<List<ByteBuffer>> flights;

    // Between loop and worker.
    private LinkedBlockingQueue<DtlsRecord> inbound = new LinkedBlockingQueue<>();
    private final AtomicInteger queuedBytes = new AtomicInteger();

    // The worker's, during the handshake.
    private final List<ByteBuffer> flight = new ArrayList<>(2);
    private ByteBuffer datagram;
    private int mtuBytes;
    private int lastMessageSeq = -1;
    private int sendsOfFlight;
    private boolean closed;

    // The loop's, after it.
    private final Queue<ByteBuffer> output = new ArrayDeque<>(1);
    private final NothingThere nothingThere = new NothingThere();
    private DtlsRecord pending;
    private boolean onLoop;

    RecordPipe(
            int mtuBytes,
            int receiveLimitBytes,
            int maxQueuedBytes,
            Consumer<List<ByteBuffer>> flights) {
        this.mtuBytes = mtuBytes;
        this.receiveLimitBytes = receiveLimitBytes;
        this.maxQueuedBytes = maxQueuedBytes;
        this.flights = flights;
    }

    /** Wakes the worker with a record; false when too much waits already. */
    boolean offer(DtlsRecord record) {
        if (inbound.size() >= MAX_QUEUED_RECORDS
                || queuedBytes.get() + record.length() > maxQueuedBytes) {
            return false;
        }
        queuedBytes.addAndGet(record.length());
        return inbound.add(record);
    }

    /** Makes the worker's wait end. */
    void cancel() {
        inbound.add(CANCEL);
    }

    /** What the worker left unread; called on the loop after the handshake. */
    List<DtlsRecord> enterLoop() {
        onLoop = true;
        var left = new ArrayList<DtlsRecord>();
        inbound.drainTo(left);
        left.remove(CANCEL);
        inbound = null; // nobody offers to a worker that has ended
        return left;
    }

    /** On the loop: what the library's next receive gets. */
    void hand(DtlsRecord record) {
        pending = record;
    }

    /** On the loop: the next datagram to the peer, or null. */
    ByteBuffer pollOutput() {
        return output.poll();
    }

    /** On the worker: datagrams that no receive has flushed. */
    List<ByteBuffer> takeFlight() {
        endDatagram();
        List<ByteBuffer> taken = List.copyOf(flight);
        flight.clear();
        return taken;
    }

    @Override
    public int getReceiveLimit() {
        if (!onLoop) {
            return receiveLimitBytes;
        }
        return pending == null ? 1 : pending.length(); // the library allocates this much
    }

    @Override
    public int getSendLimit() {
        return mtuBytes;
    }

    @Override
    public int receive(byte[] buffer, int offset, int length, int waitMillis) throws IOException {
        DtlsRecord record = onLoop ? takePending() : await(waitMillis);
        if (record == null || record.length() > length) {
            return -1;
        }
        record.copyTo(buffer, offset);
        return record.length();
    }

    @Override
    public void send(byte[] buffer, int offset, int length) {
        if (onLoop) {
            output.add(ByteBuffer.wrap(buffer, offset, length)); // the library's, made for this
            return;
        }
        noteMessage(new DtlsRecord(buffer, offset, length));
        // Collected into datagrams: a flight is one or two of them instead of one a message.
        if (datagram != null && datagram.remaining() < length) {
            endDatagram();
        }
        if (datagram == null) {
            datagram = ByteBuffer.allocate(Math.max(mtuBytes, length));
        }
        datagram.put(buffer, offset, length);
    }

    /** A message that was not sent before is of another flight. */
    private void noteMessage(DtlsRecord record) {
        int messageSeq = record.messageSeq().orElse(-1);
        if (messageSeq > lastMessageSeq) {
            lastMessageSeq = messageSeq;
            sendsOfFlight = 0;
        }
    }

    @Override
    public void close() {
        closed = true; // the peer's close_notify: the library would wait on all the same
    }

    private DtlsRecord takePending() throws IOException {
        DtlsRecord record = pending;
        pending = null;
        if (record == null) {
            throw nothingThere;
        }
        return record;
    }

    private DtlsRecord await(int waitMillis) throws IOException {
        List<ByteBuffer> ready = takeFlight();
        if (!ready.isEmpty()) {
            flights.accept(ready);
            if (++sendsOfFlight == SENDS_BEFORE_BACK_OFF) {
                mtuBytes = Math.min(mtuBytes, SMALL_MTU_BYTES);
            }
        }
        if (closed) {
            throw new InterruptedIOException("closed by the peer");
        }
        try {
            DtlsRecord record = inbound.poll(waitMillis, TimeUnit.MILLISECONDS);
            if (record == CANCEL) {
                throw new InterruptedIOException("closed");
            }
            if (record != null) {
                queuedBytes.addAndGet(-record.length());
            }
            return record;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("worker ended");
        }
    }

    private void endDatagram() {
        if (datagram != null) {
            flight.add(datagram.flip());
            datagram = null;
        }
    }
}
