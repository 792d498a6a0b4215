package dev.specter.examples.nettyecho;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.ConnectException;
import java.net.InetSocketAddress;

@Timeout(60)
class NettyEchoIT {
    @Test
    void bytesComeBackToTheClient() throws Exception {
        try (NettyEcho server = NettyEcho.start("127.0.0.1", 0)) {
            for (int i = 0; i < 2; i++) {
                String result = NettyEcho.run(server.address(), 3);
                assertTrue(result.contains("3.0 MB there and back"), result);
            }
        }
    }

    @Test
    void withoutAServerConnectingFails() throws Exception {
        InetSocketAddress address;
        try (NettyEcho server = NettyEcho.start("127.0.0.1", 0)) {
            address = server.address();
        }
        Thread.sleep(200); // until its web server has stopped
        assertThrows(ConnectException.class, () -> NettyEcho.run(address, 1));
    }
}
