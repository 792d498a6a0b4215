package dev.specter.ice.gather;

import dev.specter.ice.IceProtocol;
import dev.specter.ice.IceServerUrl;
import dev.specter.ice.stun.LongTermCredential;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** One URL of a server, and what is known of it. Loop-confined. */
final class Server {
    final IceServerUrl url;

    /** Its place among the URLs. */
    final int index;

    /** For what is asked of it from now on. */
    Optional<LongTermCredential> credential;

    List<InetSocketAddress> addresses = List.of();

    /** Whether its addresses are known, or are not waited for any longer. */
    boolean decided;

    Server(IceServerUrl url, Optional<LongTermCredential> credential, int index) {
        this.url = url;
        this.credential = credential;
        this.index = index;
    }

    void resolved(List<InetAddress> found) {
        addresses = found.stream().map(ip -> new InetSocketAddress(ip, url.port())).toList();
    }

    ServerTransport transport() {
        if (url.transport() == IceProtocol.UDP) {
            return ServerTransport.UDP;
        }
        return url.scheme().isSecure() ? ServerTransport.TLS : ServerTransport.TCP;
    }

    /** Why this URL can be of no use, if it cannot. */
    Optional<String> unsupported() {
        if (!url.scheme().isRelay() && url.scheme().isSecure()) {
            return Optional.of("what a server sees over TLS is no candidate");
        }
        if (url.scheme().isSecure() && url.transport() == IceProtocol.UDP) {
            return Optional.of("TURN over DTLS is not supported");
        }
        return Optional.empty();
    }
}
