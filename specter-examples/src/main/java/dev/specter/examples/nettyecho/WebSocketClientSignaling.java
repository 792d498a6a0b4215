package dev.specter.examples.nettyecho;

import dev.specter.netty.ClientSignaling;
import dev.specter.netty.SignalingLink;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Signaling over a WebSocket to the server at an address. Thread-safe. */
final class WebSocketClientSignaling implements ClientSignaling {
    private final HttpClient http = HttpClient.newHttpClient();

    @Override
    public CompletionStage<SignalingLink> connect(SocketAddress server, SignalingLink client) {
        var address = (InetSocketAddress) server;
        var uri =
                URI.create(
                        "ws://" + address.getHostString() + ":" + address.getPort() + "/signaling");
        return http.newWebSocketBuilder()
                .buildAsync(uri, new FromServer(client))
                .thenApply(ToServer::new);
    }

    /** What the server sends, put together from its parts. */
    private static final class FromServer implements WebSocket.Listener {
        private final SignalingLink client;
        private final StringBuilder partial = new StringBuilder();

        FromServer(SignalingLink client) {
            this.client = client;
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean isLast) {
            partial.append(part);
            if (isLast) {
                client.send(partial.toString());
                partial.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            client.close();
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            client.close();
        }
    }

    /** Sends one text after the other, as a WebSocket wants it. */
    private static final class ToServer implements SignalingLink {
        private final WebSocket socket;
        private CompletableFuture<?> last = CompletableFuture.completedFuture(null);

        ToServer(WebSocket socket) {
            this.socket = socket;
        }

        @Override
        public synchronized void send(String text) {
            last = last.thenCompose(sent -> socket.sendText(text, true));
        }

        @Override
        public synchronized void close() {
            last =
                    last.exceptionally(error -> null)
                            .thenCompose(sent -> socket.sendClose(WebSocket.NORMAL_CLOSURE, ""));
        }
    }
}
