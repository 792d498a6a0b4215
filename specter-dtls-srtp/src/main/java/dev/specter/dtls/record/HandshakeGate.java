package dev.specter.dtls.record;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.function.Predicate;

/**
 * What stands between the datagrams of a handshake and the library: drops records that would stop
 * it, and puts into order those that it would lose. Loop-confined.
 *
 * <ul>
 *   <li>A server's ChangeCipherSpec is held until the client's CertificateVerify and all before it
 *       have passed; the library forgets one that comes earlier, and then waits for a resend.
 *   <li>Encrypted handshake records are held until a ChangeCipherSpec has passed.
 *   <li>Application data that overtakes the end of the handshake is held until then.
 *   <li>An alert in the clear does not pass after the peer has sent ChangeCipherSpec: only others
 *       send one then.
 *   <li>A message in the clear passes so many times, and all of them together up to {@link
 *       #MAX_PLAIN_BYTES}, whoever floods us with them: each repetition of a flight is answered.
 *   <li>The only handshake message that is encrypted is Finished, and it is short.
 *   <li>A message that claims to be longer than {@link #MAX_MESSAGE_BYTES} never passes, since room
 *       is made for it at once.
 * </ul>
 *
 * All that is held counts against one bound.
 */
public final class HandshakeGate {
    /** The longest handshake message that passes. */
    public static final int MAX_MESSAGE_BYTES = 32 * 1024;

    /** How often a handshake message in the clear passes; a peer resends one about ten times. */
    public static final int MAX_REPETITIONS = 32;

    /** Bytes of handshake records in the clear that pass; many times what a handshake takes. */
    public static final int MAX_PLAIN_BYTES = 512 * 1024;

    // RFC 5288, section 3: explicit nonce of 8 and tag of 16 bytes.
    private static final int MIN_ENCRYPTED_BYTES = 24;
    // RFC 5246, section 7.4.9: 12 bytes, and 12 of header before them; 40 for the cipher.
    private static final int MAX_FINISHED_BYTES = 64;
    private static final int MAX_MESSAGES = 32;
    // Each costs the library up to 16 MiB when a peer that holds the keys lies about its length.
    private static final int MAX_ENCRYPTED_HANDSHAKE_RECORDS = 8;
    private static final int EPOCH_PLAIN = 0;
    private static final int EPOCH_ENCRYPTED = 1;

    private final boolean server;
    private final int maxHeldRecords;
    private final int maxHeldBytes;
    private final Predicate<DtlsRecord> library;
    private final FlightTracker flight = new FlightTracker();
    private final Queue<DtlsRecord> waiting = new ArrayDeque<>();
    private final List<DtlsRecord> early = new ArrayList<>();
    private DtlsRecord heldChangeCipherSpec;
    private boolean changeCipherSpecPassed;
    private final long[] passedBytes = new long[MAX_MESSAGES];
    private int plainBytes;
    private int encryptedHandshakeRecords;
    private int heldBytes;
    private long dropped;

    /**
     * A gate.
     *
     * @param server whether this end is the DTLS server
     * @param maxHeldRecords bound of what is held
     * @param maxHeldBytes bound of what is held
     * @param library takes the records that pass; false when it has no room
     */
    public HandshakeGate(
            boolean server, int maxHeldRecords, int maxHeldBytes, Predicate<DtlsRecord> library) {
        this.server = server;
        this.maxHeldRecords = maxHeldRecords;
        this.maxHeldBytes = maxHeldBytes;
        this.library = library;
    }

    /**
     * Takes a datagram of the peer.
     *
     * @param datagram array-backed, from position to limit; kept
     */
    public void handleDatagram(ByteBuffer datagram) {
        if (!DtlsRecord.split(datagram, this::handle)) {
            dropped++;
        }
    }

    /** Application data records that came before the handshake's end, in order; gives them away. */
    public List<DtlsRecord> takeEarlyData() {
        List<DtlsRecord> taken = List.copyOf(early);
        early.clear();
        return taken;
    }

    /** Records dropped so far. */
    public long droppedRecords() {
        return dropped;
    }

    private void handle(DtlsRecord record) {
        boolean sane =
                switch (record.epoch()) {
                    case EPOCH_PLAIN -> handlePlain(record);
                    case EPOCH_ENCRYPTED -> handleEncrypted(record);
                    default -> false;
                };
        if (!sane) {
            dropped++;
        }
    }

    private boolean handlePlain(DtlsRecord record) {
        return switch (record.type()) {
            case ContentType.HANDSHAKE -> handlePlainHandshake(record);
            case ContentType.CHANGE_CIPHER_SPEC -> handleChangeCipherSpec(record);
            case ContentType.ALERT ->
                    record.fragmentBytes() == 2 && !changeCipherSpecPassed && library.test(record);
            default -> false;
        };
    }

    private boolean handlePlainHandshake(DtlsRecord record) {
        int index = 0;
        while (index < record.fragmentBytes()) {
            HandshakeFragment fragment = HandshakeFragment.read(record, index);
            if (fragment == null
                    || fragment.messageBytes() > MAX_MESSAGE_BYTES
                    || isRepeatedTooOften(fragment)) {
                return false;
            }
            index += HandshakeFragment.HEADER_BYTES + fragment.fragmentBytes();
        }
        if (index == 0 || plainBytes + record.length() > MAX_PLAIN_BYTES || !library.test(record)) {
            return false;
        }
        plainBytes += record.length();
        for (int i = 0; i < record.fragmentBytes(); ) {
            HandshakeFragment fragment = HandshakeFragment.read(record, i);
            flight.add(fragment);
            passedBytes[fragment.messageSeq()] += Math.max(1, fragment.fragmentBytes());
            i += HandshakeFragment.HEADER_BYTES + fragment.fragmentBytes();
        }
        if (heldChangeCipherSpec != null && flight.isComplete()) {
            return passChangeCipherSpec(heldChangeCipherSpec);
        }
        return true;
    }

    private boolean isRepeatedTooOften(HandshakeFragment fragment) {
        return fragment.messageSeq() >= MAX_MESSAGES
                || passedBytes[fragment.messageSeq()]
                        >= (long) MAX_REPETITIONS * Math.max(1, fragment.messageBytes());
    }

    private boolean handleChangeCipherSpec(DtlsRecord record) {
        if (record.fragmentBytes() != 1 || record.at(0) != 1) {
            return false;
        }
        if (server && !flight.isComplete()) {
            heldChangeCipherSpec = record;
            return true;
        }
        return passChangeCipherSpec(record);
    }

    private boolean handleEncrypted(DtlsRecord record) {
        boolean tooShort = record.fragmentBytes() < MIN_ENCRYPTED_BYTES;
        boolean noFinished =
                record.type() == ContentType.HANDSHAKE
                        && record.fragmentBytes() > MAX_FINISHED_BYTES;
        if (tooShort || noFinished) {
            return false;
        }
        return switch (record.type()) {
            case ContentType.APPLICATION_DATA -> hold(early, record);
            case ContentType.HANDSHAKE, ContentType.ALERT ->
                    changeCipherSpecPassed ? passEncrypted(record) : hold(waiting, record);
            default -> false;
        };
    }

    private boolean hold(Collection<DtlsRecord> where, DtlsRecord record) {
        if (waiting.size() + early.size() >= maxHeldRecords
                || heldBytes + record.length() > maxHeldBytes) {
            return false;
        }
        heldBytes += record.length();
        where.add(record);
        return true;
    }

    private boolean passChangeCipherSpec(DtlsRecord record) {
        heldChangeCipherSpec = null;
        if (!library.test(record)) {
            return false;
        }
        changeCipherSpecPassed = true;
        while (!waiting.isEmpty()) {
            DtlsRecord next = waiting.remove();
            heldBytes -= next.length();
            if (!passEncrypted(next)) {
                dropped++;
            }
        }
        return true;
    }

    private boolean passEncrypted(DtlsRecord record) {
        if (record.type() == ContentType.HANDSHAKE
                && ++encryptedHandshakeRecords > MAX_ENCRYPTED_HANDSHAKE_RECORDS) {
            return false;
        }
        return library.test(record);
    }
}
