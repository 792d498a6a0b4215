package dev.specter.dtls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.testkit.LinkProfile;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.util.Collection;

/** Handshakes within the path MTU (RFC 6347, sections 4.1.1 and 4.2.3). */
class PathMtuTest {
    private static final int IPV4_AND_UDP_BYTES = 28;
    private static final int IPV6_AND_UDP_BYTES = 48;

    @ParameterizedTest
    @ValueSource(ints = {576 - IPV4_AND_UDP_BYTES, 1280 - IPV6_AND_UDP_BYTES, 1200})
    void noDatagramIsLargerThanThePath(int mtuBytes) {
        connect(mtuBytes, DtlsPair.CLIENT_CERTIFICATE, DtlsPair.SERVER_CERTIFICATE);
        connect(mtuBytes, BigCertificate.INSTANCE, BigCertificate.INSTANCE);
    }

    private static void connect(int mtuBytes, Certificate ofClient, Certificate ofServer) {
        LinkProfile path = LinkProfile.PERFECT.withMtu(mtuBytes);
        try (var pair =
                new DtlsPair(
                        path,
                        1,
                        options -> DtlsOptions.builder(ofClient).mtuBytes(mtuBytes),
                        options -> DtlsOptions.builder(ofServer).mtuBytes(mtuBytes))) {
            pair.start(ofClient, ofServer);
            pair.runUntil(() -> pair.client.isConnected() && pair.server.isConnected());
            assertEquals(ofServer.chain(), pair.client.transport.remoteCertificates());
            assertEquals(ofClient.chain(), pair.server.transport.remoteCertificates());
            var largest = ByteBuffer.allocate(pair.client.transport.maxDataBytes());
            assertTrue(pair.client.transport.send(largest));
            pair.settle();
            assertEquals(1, pair.server.received.size());
            assertFits(mtuBytes, pair.client.sent);
            assertFits(mtuBytes, pair.server.sent);
        }
    }

    private static void assertFits(int mtuBytes, Collection<byte[]> datagrams) {
        for (byte[] datagram : datagrams) {
            assertTrue(datagram.length <= mtuBytes, datagram.length + " of " + mtuBytes);
        }
    }
}
