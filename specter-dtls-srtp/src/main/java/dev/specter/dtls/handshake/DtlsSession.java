package dev.specter.dtls.handshake;

import dev.specter.dtls.record.DtlsRecord;

import org.bouncycastle.tls.DTLSRecordCallback;
import org.bouncycastle.tls.DTLSTransport;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalInt;

/** An association after its handshake: records in, data out, and the other way. Loop-confined. */
public final class DtlsSession {
    private final DTLSTransport library;
    private final RecordPipe pipe;
    private final PeerPolicy policy;
    private final DTLSRecordCallback onAuthentic = flags -> countAuthentic();
    private long authenticRecords;

    DtlsSession(DTLSTransport library, RecordPipe pipe, PeerPolicy policy) {
        this.library = library;
        this.pipe = pipe;
        this.policy = policy;
    }

    /** Takes the association over to the loop; returns the records that the worker left unread. */
    public List<DtlsRecord> enterLoop() {
        return pipe.enterLoop();
    }

    /**
     * Opens a record.
     *
     * @return its application data, or null when there is none to deliver
     * @throws IOException when the association is over
     */
    public ByteBuffer receive(DtlsRecord record) throws IOException {
        pipe.hand(record);
        byte[] data = new byte[record.length()];
        try {
            int length = library.receive(data, 0, data.length, 1, onAuthentic);
            return length > 0 ? ByteBuffer.wrap(data, 0, length) : null;
        } catch (InterruptedIOException nothingThere) {
            return null; // not authentic, not new, or for the library itself
        } finally {
            pipe.hand(null);
        }
    }

    /**
     * Seals application data into one record.
     *
     * @throws IOException when the association is over
     */
    public void send(byte[] data, int offset, int length) throws IOException {
        library.send(data, offset, length);
    }

    /** Says {@code close_notify}, unless the association is over. */
    public void close() {
        try {
            library.close();
        } catch (IOException e) {
            // It is over either way.
        }
    }

    /** The next datagram to the peer, or null. */
    public ByteBuffer pollOutput() {
        return pipe.pollOutput();
    }

    private void countAuthentic() {
        authenticRecords++;
    }

    /** How many authentic records have come. */
    public long authenticRecords() {
        return authenticRecords;
    }

    /** Whether the peer has said {@code close_notify}. */
    public boolean isClosedByPeer() {
        return policy.isCloseNotifyReceived();
    }

    /** The fatal alert that we sent, if any. */
    public OptionalInt sentAlert() {
        return policy.sentAlert();
    }

    /** The fatal alert that the peer sent, if any. */
    public OptionalInt receivedAlert() {
        return policy.receivedAlert();
    }
}
