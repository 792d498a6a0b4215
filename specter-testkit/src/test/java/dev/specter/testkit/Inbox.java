package dev.specter.testkit;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A socket that keeps what comes. */
final class Inbox {
    final List<String> texts = new ArrayList<>();
    final List<InetSocketAddress> senders = new ArrayList<>();
    final List<Long> timesNanos = new ArrayList<>();
    final VirtualSocket socket;

    private Inbox(VirtualHost host, int port, boolean answers) {
        socket =
                host.bind(
                        host.addresses().get(0),
                        port,
                        (at, from, data, nowNanos) -> {
                            texts.add(new String(data, StandardCharsets.UTF_8));
                            senders.add(from);
                            timesNanos.add(nowNanos);
                            if (answers) {
                                at.send(data, from);
                            }
                        });
    }

    static Inbox at(VirtualHost host, int port) {
        return new Inbox(host, port, false);
    }

    /** One that sends all back. */
    static Inbox echo(VirtualHost host, int port) {
        return new Inbox(host, port, true);
    }

    boolean send(String text, InetSocketAddress to) {
        return socket.send(text.getBytes(StandardCharsets.UTF_8), to);
    }

    /** The sender of the last datagram. */
    InetSocketAddress lastSender() {
        return senders.get(senders.size() - 1);
    }
}
