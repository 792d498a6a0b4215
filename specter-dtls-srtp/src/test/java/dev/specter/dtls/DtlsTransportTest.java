package dev.specter.dtls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.List;

class DtlsTransportTest {
    @Test
    void connectsAndCarriesDataBothWays() {
        try (var pair = new DtlsPair()) {
            pair.connect();
            assertTrue(pair.client.transport.send(ByteBuffer.wrap(new byte[] {1, 2, 3})));
            assertTrue(pair.server.transport.send(ByteBuffer.wrap(new byte[] {4})));
            pair.settle();
            assertEquals(1, pair.server.received.size());
            assertArrayEquals(new byte[] {1, 2, 3}, pair.server.received.get(0));
            assertArrayEquals(new byte[] {4}, pair.client.received.get(0));
            assertEquals(
                    List.of(DtlsTransportState.CONNECTING, DtlsTransportState.CONNECTED),
                    pair.client.states);
        }
    }
}
