package dev.specter.examples;

import dev.specter.examples.broadcast.Broadcast;
import dev.specter.examples.datachannels.DataChannels;
import dev.specter.examples.demo.Demo;
import dev.specter.examples.filetransfer.FileTransfer;
import dev.specter.examples.gameserver.GameServer;
import dev.specter.examples.nettyecho.NettyEcho;
import dev.specter.examples.playfromfile.PlayFromFile;
import dev.specter.examples.reflect.Reflect;
import dev.specter.examples.rtpforwarder.Ports;
import dev.specter.examples.rtpforwarder.RtpForwarder;
import dev.specter.examples.savetodisk.SaveToDisk;
import dev.specter.examples.twopeers.TwoPeers;
import dev.specter.webrtc.RtcRtpCodecCapability;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** Runs the examples by name. */
@Command(
        name = "example",
        description = "Specter's examples, each of which needs nothing but this machine.",
        mixinStandardHelpOptions = true,
        version = "Specter 0.1.0",
        synopsisSubcommandLabel = "EXAMPLE")
public final class Main implements Runnable {
    @Spec private CommandSpec spec;

    private Main() {}

    /** Runs the example that the first argument names; lists them all without one. */
    public static void main(String... args) {
        var commandLine = new CommandLine(new Main());
        commandLine.setExecutionExceptionHandler(
                (error, command, parsed) -> {
                    command.getErr().println("example: " + error.getMessage());
                    return command.getCommandSpec().exitCodeOnExecutionException();
                });
        System.exit(commandLine.execute(args));
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(
            name = "two-peers",
            mixinStandardHelpOptions = true,
            description = "Both ends of a call in one program.")
    void twoPeers() throws Exception {
        TwoPeers.main();
    }

    @Command(
            name = "data-channels",
            mixinStandardHelpOptions = true,
            description = "A web page and Java open data channels to each other.")
    void dataChannels(
            @Option(
                            names = "--host",
                            paramLabel = "ADDRESS",
                            defaultValue = "127.0.0.1",
                            description = HOST)
                    String host,
            @Option(
                            names = "--port",
                            paramLabel = "PORT",
                            defaultValue = "8080",
                            description = PORT)
                    int port)
            throws Exception {
        try (var example = DataChannels.start(host, port)) {
            serve(example.address());
        }
    }

    @Command(
            name = "play-from-file",
            mixinStandardHelpOptions = true,
            description = "A video file, read by Java, plays in a web page.")
    void playFromFile(
            @Option(
                            names = "--host",
                            paramLabel = "ADDRESS",
                            defaultValue = "127.0.0.1",
                            description = HOST)
                    String host,
            @Option(
                            names = "--port",
                            paramLabel = "PORT",
                            defaultValue = "8080",
                            description = PORT)
                    int port,
            @Option(
                            names = "--file",
                            paramLabel = "FILE",
                            description = "An .h264 (Annex B) or .ivf (VP8) file of your own.")
                    Optional<Path> file)
            throws Exception {
        try (var example = PlayFromFile.start(host, port, file)) {
            serve(example.address());
        }
    }

    @Command(
            name = "demo",
            mixinStandardHelpOptions = true,
            description = "A call with Java: film, mirror, other visitors, chat, recordings.")
    void demo(@Mixin Place place) throws Exception {
        try (var example = Demo.start(place.host, place.port)) {
            serve(example.address());
        }
    }

    @Command(
            name = "reflect",
            mixinStandardHelpOptions = true,
            description = "What a web page sends comes back to it.")
    void reflect(@Mixin Place place) throws Exception {
        try (var example = Reflect.start(place.host, place.port)) {
            serve(example.address());
        }
    }

    @Command(
            name = "save-to-disk",
            mixinStandardHelpOptions = true,
            description = "A web page's camera and microphone are written to files.")
    void saveToDisk(
            @Mixin Place place,
            @Option(
                            names = "--folder",
                            paramLabel = "FOLDER",
                            defaultValue = "recordings",
                            description = "Where the files go (default: ${DEFAULT-VALUE}).")
                    Path folder)
            throws Exception {
        try (var example = SaveToDisk.start(place.host, place.port, folder)) {
            serve(example.address());
        }
    }

    @Command(
            name = "broadcast",
            mixinStandardHelpOptions = true,
            description = "One web page publishes, many watch.")
    void broadcast(@Mixin Place place) throws Exception {
        try (var example = Broadcast.start(place.host, place.port)) {
            out().println("Publish from " + example.address().resolve("publish.html"));
            serve(example.address());
        }
    }

    @Command(
            name = "rtp-forwarder",
            mixinStandardHelpOptions = true,
            description = "A web page's tracks as plain RTP that ffmpeg reads, and back.")
    void rtpForwarder(
            @Mixin Place place,
            @Option(
                            names = "--codec",
                            paramLabel = "CODEC",
                            defaultValue = "VP8",
                            description = "VP8 or H264, both ways (default: ${DEFAULT-VALUE}).")
                    String codec,
            @Option(
                            names = "--out",
                            paramLabel = "PORT",
                            defaultValue = "5004",
                            description =
                                    "UDP port of the page's video; its audio goes two further"
                                            + " (default: ${DEFAULT-VALUE}).")
                    int out,
            @Option(
                            names = "--in",
                            paramLabel = "PORT",
                            defaultValue = "6004",
                            description =
                                    "UDP port for video to the page; audio two further"
                                            + " (default: ${DEFAULT-VALUE}).")
                    int in)
            throws Exception {
        var ports = new Ports(RtcRtpCodecCapability.of("video/" + codec), out, out + 2, in, in + 2);
        try (var example = RtpForwarder.start(place.host, place.port, ports)) {
            out().print(ports.usage(example.address()));
            serve(example.address());
        }
    }

    @Command(
            name = "file-transfer",
            mixinStandardHelpOptions = true,
            description = "Files between a web page and Java, either way.")
    void fileTransfer(
            @Mixin Place place,
            @Option(
                            names = "--folder",
                            paramLabel = "FOLDER",
                            defaultValue = "files",
                            description =
                                    "Whose files are offered, and where files go"
                                            + " (default: ${DEFAULT-VALUE}).")
                    Path folder)
            throws Exception {
        try (var example = FileTransfer.start(place.host, place.port, folder)) {
            serve(example.address());
        }
    }

    @Command(
            name = "game-server",
            mixinStandardHelpOptions = true,
            description = "A game in web pages, which Java moves sixty times a second.")
    void gameServer(@Mixin Place place) throws Exception {
        try (var example = GameServer.start(place.host, place.port)) {
            serve(example.address());
        }
    }

    @Command(
            name = "netty-echo",
            mixinStandardHelpOptions = true,
            description =
                    "Netty's echo over data channels: the server, or a client with --connect.")
    void nettyEcho(
            @Mixin Place place,
            @Option(
                            names = "--connect",
                            paramLabel = "HOST:PORT",
                            description = "Be a client of the server there.")
                    Optional<String> server,
            @Option(
                            names = "--megabytes",
                            paramLabel = "N",
                            defaultValue = "10",
                            description =
                                    "What the client sends, 1 to 2000 (default: ${DEFAULT-VALUE}).")
                    int megabytes)
            throws Exception {
        if (server.isPresent()) {
            URI uri = URI.create("ws://" + server.get());
            var address = new InetSocketAddress(uri.getHost(), uri.getPort());
            out().println(NettyEcho.run(address, Math.max(1, Math.min(megabytes, 2_000))));
            out().flush();
            return;
        }
        try (var example = NettyEcho.start(place.host, place.port)) {
            InetSocketAddress address = example.address();
            out().println(
                            "Start clients with: ./example netty-echo --connect "
                                    + address.getHostString()
                                    + ":"
                                    + address.getPort()
                                    + " Ctrl-C stops.");
            out().flush();
            new CountDownLatch(1).await();
        }
    }

    /** Where an example's web server listens. */
    static final class Place {
        @Option(
                names = "--host",
                paramLabel = "ADDRESS",
                defaultValue = "127.0.0.1",
                description = HOST)
        private String host;

        @Option(names = "--port", paramLabel = "PORT", defaultValue = "8080", description = PORT)
        private int port;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private static final String HOST =
            "Address to listen on; 0.0.0.0 for all (default: ${DEFAULT-VALUE}).";
    private static final String PORT = "Port; 0 for any free one (default: ${DEFAULT-VALUE}).";

    /** Says what to open and stays until the program is stopped. */
    private void serve(URI address) throws InterruptedException {
        spec.commandLine().getOut().println("Open " + address + " in a browser. Ctrl-C stops.");
        spec.commandLine().getOut().flush();
        new CountDownLatch(1).await();
    }
}
