package dev.specter.ice.path;

import dev.specter.ice.mdns.Mdns;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs in a network namespace of {@link NetworkChangesIT} and says what it sees, a line each. */
final class NetworkProgram {
    private NetworkProgram() {}

    /** {@code echo ADDRESS}, or {@code watch ADDRESS NAME PORT}. */
    public static void main(String[] arguments) throws Exception {
        InetAddress own = Stuns.ip(arguments[1]);
        // A cable that was put in just now takes the system a moment.
        Edge.eventually(
                () -> LocalAddresses.find(AddressRules.defaults()).contains(own), "no network");
        try (Edge edge = new Edge()) {
            Mdns mdns = new Mdns(edge.loop(), new SecureRandom());
            if (arguments[0].equals("echo")) {
                echo(edge, mdns, arguments[1]);
            } else {
                watch(edge, mdns, arguments);
            }
        }
    }

    private static void echo(Edge edge, Mdns mdns, String address) throws Exception {
        Inbox inbox = new Inbox();
        DatagramPath socket = edge.socket(address, inbox);
        String name = mdns.hide(Stuns.ip(address)).toCompletableFuture().get(10, TimeUnit.SECONDS);
        System.out.println(name + " " + socket.address().getPort());
        while (true) {
            Inbox.Arrival arrival = inbox.arrivals.take();
            edge.send(
                    socket, arrival.text().getBytes(StandardCharsets.ISO_8859_1), arrival.source());
        }
    }

    private static void watch(Edge edge, Mdns mdns, String[] arguments) throws Exception {
        List<InetAddress> found =
                mdns.resolve(arguments[2]).toCompletableFuture().get(10, TimeUnit.SECONDS);
        System.out.println("resolved " + found);
        InetSocketAddress remote =
                new InetSocketAddress(found.get(0), Integer.parseInt(arguments[3]));
        Inbox inbox = new Inbox();
        DatagramPath socket = edge.socket(arguments[1], inbox);
        new InterfaceWatcher(Duration.ofMillis(50))
                .watch(
                        AddressRules.defaults(),
                        LocalAddresses.find(AddressRules.defaults()),
                        edge.loop(),
                        change -> report(change));
        exchange(edge, socket, remote, inbox);
        System.out.println("echo");
        System.in.read(); // the address has been taken away
        for (int i = 0; i < 20; i++) {
            edge.send(socket, "lost", remote);
        }
        System.out.println(
                "open " + socket.isOpen() + " errors " + (edge.on(edge.errors::sendErrors) > 0));
        System.in.read(); // it has been given back
        exchange(edge, socket, remote, inbox);
        System.out.println("echo again, ends " + inbox.ends.size());
    }

    private static void report(AddressChange change) {
        if (!change.gone().isEmpty()) {
            System.out.println("gone " + change.gone());
        }
        if (!change.appeared().isEmpty()) {
            System.out.println("appeared " + change.appeared());
        }
    }

    /** What is lost on the way is sent again. */
    private static void exchange(
            Edge edge, DatagramPath socket, InetSocketAddress remote, Inbox inbox)
            throws Exception {
        for (int i = 0; i < 100; i++) {
            edge.send(socket, "ping", remote);
            if (inbox.arrivals.poll(100, TimeUnit.MILLISECONDS) != null) {
                return;
            }
        }
        throw new AssertionError("no echo");
    }
}
