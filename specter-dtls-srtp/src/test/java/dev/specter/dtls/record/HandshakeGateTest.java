package dev.specter.dtls.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class HandshakeGateTest {
    private static final int CLIENT_HELLO = 1;
    private static final int CERTIFICATE = 11;
    private static final int CLIENT_KEY_EXCHANGE = 16;
    private static final int CERTIFICATE_VERIFY = 15;

    private final List<String> passed = new ArrayList<>();
    private boolean full;
    private final HandshakeGate server = gate(true);
    private final HandshakeGate client = gate(false);

    @Test
    void aServersChangeCipherSpecWaitsForCertificateVerify() {
        take(server, handshake(CLIENT_HELLO, 0));
        take(server, changeCipherSpec(), finished());
        take(server, handshake(CERTIFICATE, 1));
        take(server, handshake(CLIENT_KEY_EXCHANGE, 2));
        assertEquals(List.of("22.1", "22.11", "22.16"), passed);
        take(server, handshake(CERTIFICATE_VERIFY, 3));
        assertEquals(List.of("22.1", "22.11", "22.16", "22.15", "20", "22e"), passed);
    }

    @Test
    void itWaitsForAllThatComesBeforeCertificateVerify() {
        take(server, handshake(CLIENT_HELLO, 0));
        take(server, handshake(CERTIFICATE_VERIFY, 3), changeCipherSpec(), finished());
        take(server, handshake(CERTIFICATE, 1));
        assertFalse(passed.contains("20"));
        take(server, handshake(CLIENT_KEY_EXCHANGE, 2));
        assertEquals(List.of("22.1", "22.15", "22.11", "22.16", "20", "22e"), passed);
    }

    @Test
    void itWaitsForEveryFragment() {
        take(server, handshake(CLIENT_HELLO, 0));
        take(server, handshake(CERTIFICATE, 1), handshake(CLIENT_KEY_EXCHANGE, 2));
        take(server, fragment(CERTIFICATE_VERIFY, 3, 100, 60, 40), changeCipherSpec());
        take(server, fragment(CERTIFICATE_VERIFY, 3, 100, 0, 30));
        take(server, fragment(CERTIFICATE_VERIFY, 3, 100, 0, 50));
        assertFalse(passed.contains("20"));
        take(server, fragment(CERTIFICATE_VERIFY, 3, 100, 50, 10));
        assertTrue(passed.contains("20"));
    }

    @Test
    void severalMessagesInOneRecordCount() {
        take(server, handshake(CLIENT_HELLO, 0));
        byte[] all =
                concat(
                        message(CERTIFICATE, 1, 10, 0, 10),
                        message(CLIENT_KEY_EXCHANGE, 2, 0, 0, 0),
                        message(CERTIFICATE_VERIFY, 3, 5, 0, 5));
        take(server, record(ContentType.HANDSHAKE, 0, all), changeCipherSpec());
        assertEquals(List.of("22.1", "22.11", "20"), passed);
    }

    @Test
    void aFinishedThatOvertakesChangeCipherSpecWaitsForIt() {
        take(client, finished());
        assertEquals(List.of(), passed);
        take(client, changeCipherSpec());
        assertEquals(List.of("20", "22e"), passed);
    }

    @Test
    void applicationDataWaitsForTheEndOfTheHandshake() {
        take(client, changeCipherSpec(), finished(), record(ContentType.APPLICATION_DATA, 1, 40));
        assertEquals(List.of("20", "22e"), passed);
        assertEquals(1, client.takeEarlyData().size());
        assertEquals(0, client.takeEarlyData().size());
    }

    @Test
    void aMessageInTheClearPassesOnlySoManyTimes() {
        for (int i = 0; i < 1000; i++) {
            take(server, handshake(CLIENT_HELLO, 0));
        }
        assertEquals(HandshakeGate.MAX_REPETITIONS, passed.size());
        take(server, handshake(CERTIFICATE, 1));
        assertEquals("22.11", passed.get(passed.size() - 1));
        take(server, fragment(CERTIFICATE, 40, 20, 0, 20));
        assertEquals(HandshakeGate.MAX_REPETITIONS + 1, passed.size());
    }

    @Test
    void anAlertInTheClearAfterChangeCipherSpecIsNotThePeers() {
        byte[] alert = record(ContentType.ALERT, 0, new byte[] {2, 40});
        take(client, alert);
        assertEquals(List.of("21"), passed);
        take(client, changeCipherSpec(), alert);
        assertEquals(List.of("21", "20"), passed);
        assertEquals(1, client.droppedRecords());
    }

    @Test // RFC 5246, section 7.4.9
    void whatIsLongerThanAFinishedIsNone() {
        take(client, changeCipherSpec(), record(ContentType.HANDSHAKE, 1, 200), finished());
        assertEquals(List.of("20", "22e"), passed);
    }

    @Test
    void holdsOnlySoMuch() {
        for (int i = 0; i < 10; i++) {
            take(client, record(ContentType.APPLICATION_DATA, 1, 40));
        }
        assertEquals(4, client.takeEarlyData().size());
        assertEquals(6, client.droppedRecords());
        var byBytes = new HandshakeGate(false, 100, 100, record -> true);
        byBytes.handleDatagram(ByteBuffer.wrap(record(ContentType.APPLICATION_DATA, 1, 60)));
        byBytes.handleDatagram(ByteBuffer.wrap(record(ContentType.APPLICATION_DATA, 1, 60)));
        assertEquals(1, byBytes.takeEarlyData().size());
    }

    @Test
    void dropsWhatNobodySends() {
        take(server, record(ContentType.APPLICATION_DATA, 0, 40));
        take(server, record(ContentType.APPLICATION_DATA, 2, 40));
        take(server, record(ContentType.HANDSHAKE, 1, 23)); // shorter than any cipher makes it
        take(server, record(ContentType.ALERT, 0, 3));
        take(server, record(ContentType.CHANGE_CIPHER_SPEC, 0, 2));
        take(server, record(24, 0, 40));
        take(server, record(25, 0, 40));
        take(server, record(ContentType.HANDSHAKE, 0, 11));
        take(server, record(ContentType.HANDSHAKE, 0, 0));
        assertEquals(List.of(), passed);
        assertEquals(9, server.droppedRecords());
    }

    @Test
    void aMessageThatClaimsToBeHugeNeverPasses() {
        take(server, fragment(CLIENT_HELLO, 0, 0xFFFFFF, 0, 100));
        take(server, fragment(CLIENT_HELLO, 0, HandshakeGate.MAX_MESSAGE_BYTES + 1, 0, 100));
        take(server, fragment(CLIENT_HELLO, 0, 50, 40, 20)); // ends behind its end
        byte[] second =
                concat(message(CERTIFICATE, 1, 4, 0, 4), message(CERTIFICATE, 2, 0xFFFFFF, 0, 1));
        take(server, record(ContentType.HANDSHAKE, 0, second));
        assertEquals(List.of(), passed);
        take(server, fragment(CLIENT_HELLO, 0, HandshakeGate.MAX_MESSAGE_BYTES, 0, 100));
        assertEquals(List.of("22.1"), passed);
    }

    @Test
    void encryptedHandshakeRecordsAreRationed() {
        take(client, changeCipherSpec());
        for (int i = 0; i < 50; i++) {
            take(client, finished());
        }
        assertEquals(8, passed.stream().filter("22e"::equals).count());
    }

    @Test
    void whatFindsNoRoomIsNotTakenForDelivered() {
        take(server, handshake(CLIENT_HELLO, 0));
        take(server, handshake(CERTIFICATE, 1), handshake(CLIENT_KEY_EXCHANGE, 2));
        full = true;
        take(server, handshake(CERTIFICATE_VERIFY, 3));
        full = false;
        take(server, changeCipherSpec());
        assertFalse(passed.contains("20"));
        take(server, handshake(CERTIFICATE_VERIFY, 3));
        assertTrue(passed.contains("20"));
    }

    @Test
    void survivesGarbage() {
        var random = new Random(5);
        for (int i = 0; i < 50_000; i++) {
            byte[] datagram = new byte[random.nextInt(80)];
            random.nextBytes(datagram);
            if (datagram.length > 30) {
                datagram[0] = (byte) (20 + random.nextInt(4));
                datagram[1] = (byte) 0xFE;
                datagram[3] = 0;
                datagram[4] = (byte) random.nextInt(2);
                datagram[11] = 0;
                datagram[12] = (byte) random.nextInt(datagram.length);
            }
            server.handleDatagram(ByteBuffer.wrap(datagram));
        }
        assertTrue(server.droppedRecords() > 1000);
    }

    private HandshakeGate gate(boolean isServer) {
        return new HandshakeGate(
                isServer,
                4,
                4096,
                record -> {
                    if (!full) {
                        passed.add(describe(record));
                    }
                    return !full;
                });
    }

    private static String describe(DtlsRecord record) {
        if (record.type() != ContentType.HANDSHAKE) {
            return String.valueOf(record.type());
        }
        return record.epoch() == 1 ? "22e" : "22." + record.at(0);
    }

    private static void take(HandshakeGate gate, byte[]... records) {
        gate.handleDatagram(ByteBuffer.wrap(concat(records)));
    }

    private static byte[] handshake(int type, int seq) {
        return fragment(type, seq, 20, 0, 20);
    }

    private static byte[] fragment(int type, int seq, int length, int offset, int bytes) {
        return record(ContentType.HANDSHAKE, 0, message(type, seq, length, offset, bytes));
    }

    private static byte[] message(int type, int seq, int length, int offset, int bytes) {
        return ByteBuffer.allocate(12 + bytes)
                .putInt(type << 24 | length)
                .putShort((short) seq)
                .putShort((short) (offset >> 8))
                .put((byte) offset)
                .put((byte) (bytes >> 16))
                .putShort((short) bytes)
                .array();
    }

    private static byte[] changeCipherSpec() {
        return record(ContentType.CHANGE_CIPHER_SPEC, 0, new byte[] {1});
    }

    private static byte[] finished() {
        return record(ContentType.HANDSHAKE, 1, 48);
    }

    private static byte[] record(int type, int epoch, int bytes) {
        return record(type, epoch, new byte[bytes]);
    }

    private static byte[] record(int type, int epoch, byte[] fragment) {
        return ByteBuffer.allocate(13 + fragment.length)
                .put((byte) type)
                .putShort((short) 0xFEFD)
                .putShort((short) epoch)
                .putShort((short) 0)
                .putInt(0)
                .putShort((short) fragment.length)
                .put(fragment)
                .array();
    }

    private static byte[] concat(byte[]... parts) {
        var all = ByteBuffer.allocate(8192);
        for (byte[] part : parts) {
            all.put(part);
        }
        byte[] bytes = new byte[all.flip().remaining()];
        all.get(bytes);
        return bytes;
    }
}
