package dev.specter.srtp;

import dev.specter.common.SerialNumbers;

import java.util.zip.CRC32C;

/**
 * Keeps one stream from encrypting two different packets under one index, which would give away
 * their difference, and with GCM the authentication key (RFC 3711, section 9.1; RFC 7714, section
 * 8.4). Sending the very same packet again is harmless. Loop-confined.
 */
final class SendHistory {
    private static final int PACKETS = 1024; // a power of two

    private final int[] checksums = new int[PACKETS];
    private final char[] sequenceNumbers = new char[PACKETS];
    private final boolean[] used = new boolean[PACKETS];
    private final CRC32C crc = new CRC32C();
    private int highest = -1;

    /** Whether a packet may be sent; remembers it if so. */
    boolean admit(PacketView packet) {
        int sequenceNumber = packet.sequenceNumber();
        int slot = sequenceNumber & (PACKETS - 1);
        crc.reset();
        crc.update(packet.getBuffer(), packet.getOffset(), packet.getLength());
        int checksum = (int) crc.getValue();
        int ahead = highest < 0 ? 1 : SerialNumbers.distance16(sequenceNumber, highest);
        if (ahead > 0) {
            highest = sequenceNumber;
        } else if (-ahead >= PACKETS) {
            return false; // too old to tell
        } else if (used[slot] && sequenceNumbers[slot] == sequenceNumber) {
            return checksums[slot] == checksum;
        }
        used[slot] = true;
        sequenceNumbers[slot] = (char) sequenceNumber;
        checksums[slot] = checksum;
        return true;
    }
}
