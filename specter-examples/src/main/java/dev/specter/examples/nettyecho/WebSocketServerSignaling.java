package dev.specter.examples.nettyecho;

import dev.specter.examples.WebServer;
import dev.specter.netty.ServerSignaling;
import dev.specter.netty.SignalingLink;

import io.javalin.websocket.WsConfig;
import io.javalin.websocket.WsContext;

import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A web server with a page, whose WebSockets carry the signaling: one for each client. Thread-safe.
 */
final class WebSocketServerSignaling implements ServerSignaling {
    @Override
    public Listener listen(SocketAddress local, Acceptor acceptor) throws BindException {
        var address = (InetSocketAddress) local;
        Map<String, SignalingLink> clients = new ConcurrentHashMap<>();
        WebServer server;
        try {
            server =
                    WebServer.start(
                            "netty-echo",
                            address.getHostString(),
                            address.getPort(),
                            socket -> serve(socket, clients, acceptor));
        } catch (RuntimeException e) {
            throw (BindException) new BindException(address + ": " + e.getMessage()).initCause(e);
        }
        return new Listener() {
            @Override
            public SocketAddress localAddress() {
                return new InetSocketAddress(address.getHostString(), server.address().getPort());
            }

            @Override
            public void close() {
                new Thread(server::close, "signaling-stops").start(); // it waits
            }
        };
    }

    private static void serve(
            WsConfig socket, Map<String, SignalingLink> clients, Acceptor acceptor) {
        socket.onConnect(
                client -> {
                    client.enableAutomaticPings();
                    client.session.setIdleTimeout(Duration.ofMinutes(5));
                    clients.put(client.sessionId(), acceptor.accept(linkTo(client)));
                });
        socket.onMessage(text -> clients.get(text.sessionId()).send(text.message()));
        socket.onClose(
                client -> {
                    SignalingLink link = clients.remove(client.sessionId());
                    if (link != null) {
                        link.close();
                    }
                });
    }

    private static SignalingLink linkTo(WsContext client) {
        return new SignalingLink() {
            @Override
            public synchronized void send(String text) {
                if (client.session.isOpen()) {
                    client.send(text);
                }
            }

            @Override
            public synchronized void close() {
                client.closeSession();
            }
        };
    }
}
