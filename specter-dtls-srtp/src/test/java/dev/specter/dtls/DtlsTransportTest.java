package dev.specter.dtls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.dtls.DtlsFailure.Reason;
import dev.specter.srtp.SrtpKeys;
import dev.specter.srtp.SrtpProfile;
import dev.specter.testkit.LinkProfile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

class DtlsTransportTest {
    private static final int BAD_CERTIFICATE = 42;
    private static final UnaryOperator<DtlsOptions.Builder> DEFAULTS = UnaryOperator.identity();

    @Test
    void connectsAndCarriesDataBothWays() {
        try (var pair = new DtlsPair()) {
            pair.connect();
            assertTrue(pair.client.transport.send(ByteBuffer.wrap(new byte[] {1, 2, 3})));
            assertTrue(pair.server.transport.send(ByteBuffer.allocateDirect(1)));
            pair.settle();
            assertEquals(1, pair.server.received.size());
            assertArrayEquals(new byte[] {1, 2, 3}, pair.server.received.get(0));
            assertArrayEquals(new byte[] {0}, pair.client.received.get(0));
            assertEquals(
                    List.of(DtlsTransportState.CONNECTING, DtlsTransportState.CONNECTED),
                    pair.client.states);
            assertEquals(pair.client.states, pair.server.states);
            assertEquals(Optional.of(DtlsRole.CLIENT), pair.client.transport.role());
            assertEquals(Optional.of("FEFD"), pair.client.transport.tlsVersion());
            assertEquals(
                    Optional.of("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"),
                    pair.server.transport.cipherSuite());
            assertEquals(
                    List.of(DtlsPair.SERVER_CERTIFICATE.x509()),
                    pair.client.transport.remoteCertificates());
            assertEquals(
                    List.of(DtlsPair.CLIENT_CERTIFICATE.x509()),
                    pair.server.transport.remoteCertificates());
        }
    }

    @Test
    void aFlightIsOneDatagramWhenItFits() {
        try (var pair = new DtlsPair()) {
            pair.connect();
            assertEquals(2, pair.client.sent.size());
            assertEquals(2, pair.server.sent.size());
        }
    }

    @Test
    void aServerConnectsWithoutEverWaitingForAWorkerBeforeTheClientHello() {
        try (var pair = new DtlsPair()) {
            pair.server.transport.start(
                    DtlsRole.SERVER, DtlsPair.CLIENT_CERTIFICATE.fingerprints());
            pair.server.transport.handleDatagram(ByteBuffer.wrap(alert()));
            pair.server.transport.handleDatagram(ByteBuffer.wrap(new byte[100]));
            pair.settle();
            assertEquals(0, pair.pool().workerCount());
            pair.client.transport.start(
                    DtlsRole.CLIENT, DtlsPair.SERVER_CERTIFICATE.fingerprints());
            pair.runUntil(() -> pair.client.isConnected() && pair.server.isConnected());
        }
    }

    @Test
    void holdsDatagramsThatComeBeforeTheStart() {
        try (var pair = new DtlsPair()) {
            pair.client.transport.start(
                    DtlsRole.CLIENT, DtlsPair.SERVER_CERTIFICATE.fingerprints());
            pair.runUntil(() -> pair.server.transport.counters().datagramsReceived() > 0);
            assertEquals(DtlsTransportState.NEW, pair.server.transport.state());
            pair.server.transport.start(
                    DtlsRole.SERVER, DtlsPair.CLIENT_CERTIFICATE.fingerprints());
            pair.runUntil(() -> pair.client.isConnected() && pair.server.isConnected());
        }
    }

    @Test
    void holdsOnlySoMuchBeforeTheStart() {
        try (var pair =
                new DtlsPair(LinkProfile.PERFECT, 1, DEFAULTS, options -> options.held(3, 1000))) {
            DtlsTransport server = pair.server.transport;
            server.handleDatagram(ByteBuffer.allocate(900));
            server.handleDatagram(ByteBuffer.allocate(101));
            assertEquals(1, server.counters().datagramsDiscarded());
            server.handleDatagram(ByteBuffer.allocate(10));
            server.handleDatagram(ByteBuffer.allocate(10));
            server.handleDatagram(ByteBuffer.allocate(10));
            assertEquals(2, server.counters().datagramsDiscarded());
            server.handleDatagram(ByteBuffer.allocate(20_000));
            assertEquals(3, server.counters().datagramsDiscarded());
            pair.connect();
        }
    }

    @Test // RFC 8122, section 6.2
    void aClientRefusesAServerWithAnotherCertificate() {
        try (var pair = new DtlsPair()) {
            pair.server.transport.start(
                    DtlsRole.SERVER, DtlsPair.CLIENT_CERTIFICATE.fingerprints());
            pair.client.transport.start(
                    DtlsRole.CLIENT, DtlsPair.CLIENT_CERTIFICATE.fingerprints());
            pair.runUntil(() -> pair.client.isOver() && pair.server.isOver());
            assertFingerprintFailure(pair.client, pair.server);
        }
    }

    @Test // RFC 8122, section 6.2
    void aServerRefusesAClientWithAnotherCertificate() {
        try (var pair = new DtlsPair()) {
            pair.server.transport.start(
                    DtlsRole.SERVER, DtlsPair.SERVER_CERTIFICATE.fingerprints());
            pair.client.transport.start(
                    DtlsRole.CLIENT, DtlsPair.SERVER_CERTIFICATE.fingerprints());
            pair.runUntil(() -> pair.client.isOver() && pair.server.isOver());
            assertFingerprintFailure(pair.server, pair.client);
        }
    }

    @Test
    void oneRightFingerprintAmongSeveralSuffices() {
        try (var pair = new DtlsPair()) {
            List<Fingerprint> ofClient =
                    List.of(
                            new Fingerprint("sha-1", "00:11"),
                            new Fingerprint("sha-256", "AB:CD"),
                            DtlsPair.CLIENT_CERTIFICATE.fingerprint("sha-512"));
            pair.server.transport.start(DtlsRole.SERVER, ofClient);
            pair.client.transport.start(
                    DtlsRole.CLIENT, DtlsPair.SERVER_CERTIFICATE.fingerprints());
            pair.runUntil(() -> pair.client.isConnected() && pair.server.isConnected());
        }
    }

    @ParameterizedTest
    @EnumSource
    void connectsWithEveryKindOfCertificateAtEitherEnd(KeyAlgorithm algorithm) {
        Certificate certificate = Certificate.generate(algorithm);
        for (DtlsRole odd : DtlsRole.values()) {
            Certificate ofClient =
                    odd == DtlsRole.CLIENT ? certificate : DtlsPair.CLIENT_CERTIFICATE;
            Certificate ofServer =
                    odd == DtlsRole.SERVER ? certificate : DtlsPair.SERVER_CERTIFICATE;
            try (var pair =
                    new DtlsPair(
                            LinkProfile.PERFECT,
                            1,
                            options -> DtlsOptions.builder(ofClient),
                            options -> DtlsOptions.builder(ofServer))) {
                pair.server.transport.start(DtlsRole.SERVER, ofClient.fingerprints());
                pair.client.transport.start(DtlsRole.CLIENT, ofServer.fingerprints());
                pair.runUntil(() -> pair.client.isConnected() && pair.server.isConnected());
            }
        }
    }

    static Stream<List<SrtpProfile>> orders() {
        return permutations(List.of(SrtpProfile.values())).stream();
    }

    @ParameterizedTest // RFC 5764, section 4.1
    @MethodSource("orders")
    void theServersFirstProfileThatTheClientOffersIsAgreedOn(List<SrtpProfile> order) {
        List<SrtpProfile> offer =
                List.of(SrtpProfile.AES_CM_128_HMAC_SHA1_80, SrtpProfile.AEAD_AES_128_GCM);
        SrtpProfile expected = order.stream().filter(offer::contains).findFirst().orElseThrow();
        try (var pair =
                new DtlsPair(
                        LinkProfile.PERFECT,
                        1,
                        options -> options.srtpProfiles(offer),
                        options -> options.srtpProfiles(order))) {
            pair.connect();
            SrtpKeys client = pair.client.transport.srtpKeys().orElseThrow();
            SrtpKeys server = pair.server.transport.srtpKeys().orElseThrow();
            assertEquals(expected, client.profile());
            assertEquals(expected, server.profile());
            assertEquals(client.localKey(), server.remoteKey());
            assertEquals(client.localSalt(), server.remoteSalt());
            assertEquals(client.remoteKey(), server.localKey());
            assertEquals(client.remoteSalt(), server.localSalt());
            assertFalse(client.localKey().equals(client.remoteKey()));
        }
    }

    @Test
    void connectsWithoutSrtpWhenNothingIsInCommon() {
        try (var pair =
                new DtlsPair(
                        LinkProfile.PERFECT,
                        1,
                        options -> options.srtpProfiles(List.of(SrtpProfile.AEAD_AES_256_GCM)),
                        DEFAULTS)) {
            pair.connect();
            assertEquals(Optional.empty(), pair.client.transport.srtpKeys());
            assertEquals(Optional.empty(), pair.server.transport.srtpKeys());
        }
        try (var pair =
                new DtlsPair(
                        LinkProfile.PERFECT,
                        1,
                        DEFAULTS,
                        options -> options.srtpProfiles(List.of()))) {
            pair.connect();
            assertEquals(Optional.empty(), pair.client.transport.srtpKeys());
        }
    }

    @ParameterizedTest
    @EnumSource
    void closeNotifyClosesTheOtherEnd(DtlsRole closing) {
        try (var pair = new DtlsPair()) {
            pair.connect();
            DtlsPair.End first = closing == DtlsRole.CLIENT ? pair.client : pair.server;
            DtlsPair.End second = closing == DtlsRole.CLIENT ? pair.server : pair.client;
            first.transport.send(ByteBuffer.wrap(new byte[] {9}));
            first.transport.close();
            assertEquals(DtlsTransportState.CLOSED, first.transport.state());
            pair.settle();
            assertEquals(DtlsTransportState.CLOSED, second.transport.state());
            assertEquals(1, second.received.size(), "data before the end is delivered");
            assertEquals(Optional.empty(), second.failure);
            assertFalse(second.transport.send(ByteBuffer.wrap(new byte[1])));
            first.transport.close();
            assertEquals(1, count(first, DtlsTransportState.CLOSED), "closing twice is closing");
        }
    }

    @Test
    void closingInTheMiddleOfTheHandshakeTellsThePeer() {
        try (var pair = new DtlsPair()) {
            pair.start();
            pair.runUntil(() -> !pair.server.sent.isEmpty());
            pair.server.transport.close();
            pair.runUntil(() -> pair.client.isOver());
            assertEquals(DtlsTransportState.CLOSED, pair.client.transport.state());
            assertEquals(DtlsTransportState.CLOSED, pair.server.transport.state());
        }
    }

    @Test
    void closedBeforeItStartedItStaysClosed() {
        try (var pair = new DtlsPair()) {
            pair.client.transport.close();
            pair.client.transport.start(
                    DtlsRole.CLIENT, DtlsPair.SERVER_CERTIFICATE.fingerprints());
            assertEquals(List.of(DtlsTransportState.CLOSED), pair.client.states);
            pair.server.transport.start(
                    DtlsRole.SERVER, DtlsPair.CLIENT_CERTIFICATE.fingerprints());
            assertThrows(
                    IllegalStateException.class,
                    () -> pair.server.transport.start(DtlsRole.SERVER, List.of()));
        }
    }

    @Test
    void forgedRecordsDoNoHarm() {
        try (var pair = new DtlsPair()) {
            pair.connect();
            for (int type = 0; type < 256; type++) {
                for (int epoch = 0; epoch < 3; epoch++) {
                    for (int length = 0; length < 60; length++) {
                        byte[] forged = record(type, epoch, length);
                        pair.server.transport.handleDatagram(ByteBuffer.wrap(forged.clone()));
                        pair.client.transport.handleDatagram(ByteBuffer.wrap(forged));
                    }
                }
            }
            assertTrue(pair.server.transport.counters().recordsFiltered() > 0);
            assertStillWorks(pair);
        }
    }

    @Test
    void garbageDoesNoHarm() {
        long seed = System.nanoTime();
        System.out.println("garbage, seed " + seed);
        var random = new Random(seed);
        try (var pair = new DtlsPair()) {
            pair.connect();
            byte[] real = pair.client.sent.get(pair.client.sent.size() - 1);
            for (int i = 0; i < 20_000; i++) {
                byte[] garbage;
                if (i % 2 == 0) {
                    garbage = new byte[random.nextInt(200)];
                    random.nextBytes(garbage);
                } else {
                    garbage = Arrays.copyOf(real, 1 + random.nextInt(real.length));
                    garbage[random.nextInt(garbage.length)] = (byte) random.nextInt();
                }
                pair.server.transport.handleDatagram(ByteBuffer.wrap(garbage.clone()));
                pair.client.transport.handleDatagram(ByteBuffer.wrap(garbage));
            }
            assertStillWorks(pair);
        }
    }

    @Test
    void recordsOfVersionsThatDoNotExistDoNoHarm() {
        try (var pair = new DtlsPair()) {
            pair.connect();
            byte[] real = pair.client.sent.get(pair.client.sent.size() - 1);
            for (int version = 0; version < 65_536; version++) {
                byte[] forged = real.clone();
                forged[1] = (byte) (version >> 8);
                forged[2] = (byte) version;
                pair.server.transport.handleDatagram(ByteBuffer.wrap(forged.clone()));
                pair.client.transport.handleDatagram(ByteBuffer.wrap(forged));
            }
            assertStillWorks(pair);
        }
    }

    @Test // RFC 6347, section 4.1.2.6
    void dropsReplayedRecords() {
        try (var pair = new DtlsPair()) {
            pair.connect();
            pair.client.transport.send(ByteBuffer.wrap(new byte[] {1}));
            byte[] sealed = pair.client.sent.get(pair.client.sent.size() - 1);
            pair.settle();
            pair.server.transport.handleDatagram(ByteBuffer.wrap(sealed.clone()));
            assertEquals(1, pair.server.received.size());
        }
    }

    @Test
    void takesSeveralRecordsOfOneDatagram() {
        try (var pair = new DtlsPair()) {
            pair.connect();
            pair.toServer.dropNext(3);
            var all = ByteBuffer.allocate(1000);
            for (int i = 0; i < 3; i++) {
                pair.client.transport.send(ByteBuffer.wrap(new byte[] {(byte) i}));
                all.put(pair.client.sent.get(pair.client.sent.size() - 1));
            }
            all.put(record(23, 1, 10)); // and one that makes no sense
            pair.server.transport.handleDatagram(all.flip());
            assertEquals(3, pair.server.received.size());
            assertArrayEquals(new byte[] {2}, pair.server.received.get(2));
        }
    }

    @Test
    void dataUpToTheAnnouncedLengthFitsIntoTheMtu() {
        try (var pair = new DtlsPair()) {
            pair.connect();
            DtlsTransport client = pair.client.transport;
            byte[] data = new byte[client.maxDataBytes()];
            new Random(3).nextBytes(data);
            assertTrue(client.send(ByteBuffer.wrap(data)));
            assertEquals(1200, pair.client.sent.get(pair.client.sent.size() - 1).length);
            assertTrue(client.send(ByteBuffer.allocate(16_384)), "a record can be longer");
            pair.settle();
            assertArrayEquals(data, pair.server.received.get(0));
            assertEquals(16_384, pair.server.received.get(1).length);
            assertThrows(
                    IllegalArgumentException.class, () -> client.send(ByteBuffer.allocate(16_385)));
            assertThrows(IllegalArgumentException.class, () -> client.send(ByteBuffer.allocate(0)));
        }
    }

    @Test // RFC 6347, section 4.2.3
    void handshakeMessagesOfSeveralDatagramsArePutTogether() {
        UnaryOperator<DtlsOptions.Builder> small = options -> options.mtuBytes(128);
        try (var pair = new DtlsPair(LinkProfile.PERFECT, 1, small, small)) {
            pair.connect();
            assertTrue(pair.client.sent.size() >= 5, pair.client.sent.size() + " datagrams");
            assertEquals(128, pair.client.sent.get(0).length);
            assertTrue(pair.client.sent.stream().allMatch(d -> d.length <= 128));
            assertTrue(pair.server.sent.stream().allMatch(d -> d.length <= 128));
        }
    }

    @Test // RFC 8842, section 3: two associations over the same addresses
    void tellsItsOwnDatagramsFromThoseOfItsSuccessor() {
        try (var before = new DtlsPair();
                var after = new DtlsPair()) {
            DtlsTransport server = before.server.transport;
            assertFalse(server.handleOwnDatagram(ByteBuffer.wrap(new byte[40])), "not started");
            before.connect();
            after.connect();
            after.client.sent.forEach(
                    d -> assertFalse(server.handleOwnDatagram(ByteBuffer.wrap(d.clone()))));
            before.client.sent.forEach(
                    d -> assertFalse(server.handleOwnDatagram(ByteBuffer.wrap(d.clone()))));
            long received = server.counters().datagramsReceived();
            assertTrue(after.client.transport.send(ByteBuffer.wrap(new byte[] {1})));
            assertTrue(before.client.transport.send(ByteBuffer.wrap(new byte[] {2})));
            byte[] other = after.client.sent.get(after.client.sent.size() - 1);
            byte[] own = before.client.sent.get(before.client.sent.size() - 1);
            assertFalse(server.handleOwnDatagram(ByteBuffer.wrap(other)));
            assertEquals(0, before.server.received.size());
            assertTrue(server.handleOwnDatagram(ByteBuffer.wrap(own.clone())));
            assertArrayEquals(new byte[] {2}, before.server.received.get(0));
            assertFalse(server.handleOwnDatagram(ByteBuffer.wrap(own)), "a replay");
            assertEquals(received + 1, server.counters().datagramsReceived());
        }
    }

    @Test
    void abandonedInTheHandshakeItSaysNothing() {
        try (var pair = new DtlsPair()) {
            pair.toServer.dropNext(Integer.MAX_VALUE);
            pair.start();
            pair.runUntil(() -> !pair.client.sent.isEmpty());
            int sent = pair.client.sent.size();
            pair.client.transport.abandon();
            pair.settle();
            assertEquals(DtlsTransportState.CLOSED, pair.client.transport.state());
            assertEquals(sent, pair.client.sent.size());
        }
    }

    @Test // RFC 8827, section 6.5: no renegotiation
    void aClientHelloInAnEstablishedAssociationIsIgnored() {
        try (var pair = new DtlsPair()) {
            pair.connect();
            byte[] hello = pair.client.sent.get(0).clone();
            hello[9] = 1; // a record never seen before
            int sent = pair.server.sent.size();
            pair.server.transport.handleDatagram(ByteBuffer.wrap(hello));
            pair.server.transport.handleDatagram(ByteBuffer.wrap(hello.clone()));
            assertEquals(sent, pair.server.sent.size());
            assertStillWorks(pair);
        }
    }

    @Test
    void countsWhatPasses() {
        try (var pair = new DtlsPair()) {
            pair.connect();
            pair.client.transport.send(ByteBuffer.wrap(new byte[100]));
            pair.settle();
            DtlsCounters client = pair.client.transport.counters();
            DtlsCounters server = pair.server.transport.counters();
            assertEquals(3, client.datagramsSent());
            assertEquals(3, server.datagramsReceived());
            assertEquals(client.bytesSent(), server.bytesReceived());
            assertEquals(server.bytesSent(), client.bytesReceived());
            assertEquals(1, client.dataRecordsSent());
            assertEquals(1, server.dataRecordsReceived());
            assertEquals(0, server.recordsFiltered() + server.datagramsDiscarded());
        }
    }

    @Test
    void handshakesOnAClosedPoolFail() {
        try (var pair = new DtlsPair()) {
            pair.pool().close();
            pair.start();
            pair.runUntil(() -> pair.client.isOver());
            assertEquals(Reason.INTERNAL, pair.client.failure.orElseThrow().reason());
        }
    }

    @Test
    void closingThePoolFailsWhatIsUnderWay() {
        try (var pair = new DtlsPair()) {
            pair.toServer.dropNext(Integer.MAX_VALUE);
            pair.start();
            pair.runUntil(() -> !pair.client.sent.isEmpty());
            pair.pool().close();
            pair.runUntil(() -> pair.client.isOver());
            assertEquals(Reason.INTERNAL, pair.client.failure.orElseThrow().reason());
        }
    }

    private static void assertStillWorks(DtlsPair pair) {
        pair.settle();
        pair.client.received.clear();
        pair.server.received.clear();
        assertTrue(pair.client.transport.send(ByteBuffer.wrap(new byte[] {1})));
        assertTrue(pair.server.transport.send(ByteBuffer.wrap(new byte[] {2})));
        pair.settle();
        assertEquals(1, pair.client.received.size());
        assertEquals(1, pair.server.received.size());
        assertTrue(pair.client.isConnected() && pair.server.isConnected());
    }

    private static void assertFingerprintFailure(DtlsPair.End refusing, DtlsPair.End refused) {
        DtlsFailure failure = refusing.failure.orElseThrow();
        assertEquals(Reason.FINGERPRINT, failure.reason());
        assertEquals(OptionalInt.of(BAD_CERTIFICATE), failure.sentAlert());
        assertEquals(DtlsTransportState.FAILED, refusing.transport.state());
        assertEquals(List.of(), refusing.transport.remoteCertificates());
        assertEquals(Optional.empty(), refusing.transport.srtpKeys());
        DtlsFailure told = refused.failure.orElseThrow();
        assertEquals(Reason.PEER_ALERT, told.reason());
        assertEquals(OptionalInt.of(BAD_CERTIFICATE), told.receivedAlert());
        assertEquals(0, refusing.received.size() + refused.received.size());
    }

    private static long count(DtlsPair.End end, DtlsTransportState state) {
        return end.states.stream().filter(s -> s == state).count();
    }

    private static byte[] alert() {
        return new byte[] {21, (byte) 0xFE, (byte) 0xFD, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 40};
    }

    private static byte[] record(int type, int epoch, int length) {
        var record = ByteBuffer.allocate(13 + length);
        record.put((byte) type).put((byte) 0xFE).put((byte) 0xFD).putShort((short) epoch);
        record.putShort((short) 0).putInt(1000 + length).putShort((short) length);
        return record.array();
    }

    private static <T> List<List<T>> permutations(List<T> items) {
        if (items.isEmpty()) {
            return List.of(List.of());
        }
        var all = new ArrayList<List<T>>();
        for (T first : items) {
            var rest = new ArrayList<>(items);
            rest.remove(first);
            for (List<T> tail : permutations(rest)) {
                var one = new ArrayList<T>();
                one.add(first);
                one.addAll(tail);
                all.add(one);
            }
        }
        return all;
    }
}
