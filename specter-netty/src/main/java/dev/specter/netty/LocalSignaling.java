package dev.specter.netty;

import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Signaling within a process, by direct calls: for tests, and for programs that have both ends.
 * Addresses of any kind name servers, and clients reach those of the same object. Thread-safe.
 */
public final class LocalSignaling implements ClientSignaling, ServerSignaling {
    private final Map<SocketAddress, Acceptor> servers = new ConcurrentHashMap<>();

    /** Makes one without servers. */
    public LocalSignaling() {}

    @Override
    public CompletionStage<SignalingLink> connect(SocketAddress server, SignalingLink client) {
        Acceptor acceptor = servers.get(server);
        if (acceptor == null) {
            return CompletableFuture.failedStage(
                    new ConnectException("Connection refused: " + server));
        }
        return CompletableFuture.completedStage(acceptor.accept(client));
    }

    @Override
    public Listener listen(SocketAddress local, Acceptor acceptor) throws BindException {
        if (servers.putIfAbsent(local, acceptor) != null) {
            throw new BindException("Address already in use: " + local);
        }
        return new Listener() {
            @Override
            public SocketAddress localAddress() {
                return local;
            }

            @Override
            public void close() {
                servers.remove(local, acceptor);
            }
        };
    }
}
