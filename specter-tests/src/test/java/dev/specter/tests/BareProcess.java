package dev.specter.tests;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Selector;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A JVM that opens sockets and resolves names, and nothing else: what every network program maps.
 */
final class BareProcess {
    private BareProcess() {}

    /** Does so, then prints the process's memory map. */
    public static void main(String... args) throws Exception {
        InetAddress loopback = InetAddress.getAllByName("localhost")[0];
        try {
            InetAddress.getAllByName("nowhere.invalid");
        } catch (UnknownHostException expected) {
            System.out.println(expected);
        }
        try (Selector selector = Selector.open();
                DatagramChannel channel = DatagramChannel.open();
                DatagramSocket datagrams = new DatagramSocket();
                ServerSocket server = new ServerSocket(0, 1, loopback);
                Socket socket = new Socket(loopback, server.getLocalPort())) {
            channel.bind(new InetSocketAddress(loopback, 0));
            selector.selectNow();
            System.out.println(socket + " " + datagrams);
        }
        System.out.println(FullCall.MAPS);
        Files.readAllLines(Path.of("/proc/self/maps")).forEach(System.out::println);
    }
}
