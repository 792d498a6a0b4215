package dev.specter.ice.path;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

class PathLeakIT {
    private static final int TRANSPORTS = 200;

    @Test
    void nothingIsLeftOfTwoHundredTransports() throws Exception {
        try (Edge edge = new Edge()) {
            openAndClose(edge, 2); // what stays for good is made by the first
            Thread.sleep(2500); // threads of the first that end by themselves
            int files = Edge.openFiles();
            int threads = ManagementFactory.getThreadMXBean().getThreadCount();
            openAndClose(edge, TRANSPORTS);
            Edge.eventually(
                    () -> Edge.openFiles() <= files,
                    "files: " + files + ", then " + Edge.openFiles());
            Edge.eventually(
                    () -> ManagementFactory.getThreadMXBean().getThreadCount() <= threads,
                    "threads: " + threads);
            System.out.println(
                    "> after "
                            + TRANSPORTS
                            + " transports: "
                            + Edge.openFiles()
                            + " files of "
                            + files
                            + ", threads of "
                            + threads);
        }
    }

    private static void openAndClose(Edge edge, int count) throws Exception {
        UdpMux udpMux =
                edge.await(
                        () ->
                                UdpMux.open(
                                        edge.loop(),
                                        Stuns.ip("127.0.0.1"),
                                        Edge.ANY_PORT,
                                        new Random(),
                                        edge.errors));
        TcpMux tcpMux = tcpMux(edge);
        InterfaceWatcher watcher = new InterfaceWatcher(Duration.ofMillis(50));
        Inbox inbox = new Inbox();
        List<Path> paths = new ArrayList<>();
        List<InterfaceWatcher.Registration> registrations = new ArrayList<>();
        List<TurnStream> streams = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String fragment = "frag" + i;
            paths.add(edge.socket("127.0.0.1", inbox));
            paths.add(edge.on(() -> udpMux.attach(fragment, inbox).orElseThrow()));
            paths.add(edge.on(() -> tcpMux.attach(fragment, inbox).orElseThrow()));
            TcpMux own = tcpMux(edge);
            paths.add(edge.on(() -> own.attachAlone(fragment, inbox).orElseThrow()));
            TcpActivePath active =
                    new TcpActivePath(
                            edge.loop(),
                            Stuns.ip("127.0.0.1"),
                            TcpOptions.defaults(),
                            edge.errors,
                            inbox);
            paths.add(active);
            edge.send(active, Stuns.request(fragment, i), tcpMux.address());
            edge.send(active, Stuns.request(fragment, i), own.address());
            registrations.add(
                    watcher.watch(AddressRules.defaults(), List.of(), edge.loop(), c -> {}));
            TurnStream.Target target =
                    new TurnStream.Target(
                            own.address(),
                            "turn.test",
                            i % 2 == 0 ? Optional.empty() : Optional.of(TlsTrust.system()),
                            Duration.ofSeconds(5),
                            Optional.empty());
            streams.add(
                    edge.on(
                            () ->
                                    TurnStream.open(
                                            edge.loop(), target, edge.errors, new Silence())));
        }
        for (int i = 0; i < 2 * count; i++) {
            inbox.next();
        }
        registrations.forEach(InterfaceWatcher.Registration::close);
        edge.run(
                () -> {
                    streams.forEach(TurnStream::close);
                    paths.forEach(Path::close);
                    assertEquals(0, udpMux.size());
                    assertEquals(0, tcpMux.size());
                    udpMux.close();
                    tcpMux.close();
                });
    }

    private static TcpMux tcpMux(Edge edge) throws Exception {
        return edge.await(
                () ->
                        TcpMux.open(
                                edge.loop(),
                                Stuns.ip("127.0.0.1"),
                                Edge.ANY_PORT,
                                TcpOptions.defaults(),
                                new Random(),
                                edge.errors));
    }

    private static final class Silence implements TurnStream.Listener {
        @Override
        public void onOpen(java.net.InetSocketAddress local) {}

        @Override
        public void onBytes(byte[] bytes) {}

        @Override
        public void onReadComplete() {}

        @Override
        public void onClosed(Optional<Throwable> cause) {}
    }
}
