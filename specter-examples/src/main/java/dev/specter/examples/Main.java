package dev.specter.examples;

import dev.specter.examples.datachannels.DataChannels;
import dev.specter.examples.playfromfile.PlayFromFile;
import dev.specter.examples.twopeers.TwoPeers;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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
