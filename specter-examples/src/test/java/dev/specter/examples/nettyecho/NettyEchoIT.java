package dev.specter.examples.nettyecho;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;

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

    /** Its web server stops a moment later. */
    private static boolean accepts(InetSocketAddress address) {
        try (var probe = new Socket()) {
            probe.connect(address);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void withoutAServerConnectingFails() throws Exception {
        InetSocketAddress address;
        try (NettyEcho server = NettyEcho.start("127.0.0.1", 0)) {
            address = server.address();
        }
        while (accepts(address)) { // the test's time limit ends this
            Thread.sleep(20);
        }
        assertThrows(ConnectException.class, () -> NettyEcho.run(address, 1));
    }
}
