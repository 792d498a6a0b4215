package dev.specter.bench.workload;

import dev.specter.webrtc.WebRtc;

import java.time.Duration;

/**
 * Runs one workload and prints one line of JSON: {@code WORKLOAD [--seconds S] [--n N]}. Settings
 * are the defaults of {@link WebRtc}; {@code --direct 1} has callbacks run on the loop.
 */
public final class Main {
    static final Duration WARM_UP = Duration.ofSeconds(2);
    private static final int LARGE_MESSAGE_BYTES = 16_384;
    private static final int SMALL_MESSAGE_BYTES = 100;

    private Main() {}

    /** Runs it and ends the process. */
    public static void main(String... args) {
        if (args.length == 0) {
            usage();
        }
        double seconds = option(args, "--seconds", 10);
        Report report =
                new Report()
                        .add("peer", "specter")
                        .add("version", version())
                        .add("runtime", "java " + Runtime.version())
                        .add("workload", args[0]);
        WebRtc.Builder settings = WebRtc.builder();
        if (option(args, "--direct", 0) != 0) {
            settings.directCallbacks();
            report.add("callbacks", "direct");
        }
        WebRtc webrtc = settings.build();
        switch (args[0]) {
            case "dc-throughput" -> MessageStream.run(webrtc, LARGE_MESSAGE_BYTES, seconds, report);
            case "dc-small" -> MessageStream.run(webrtc, SMALL_MESSAGE_BYTES, seconds, report);
            case "dc-rtt" -> RoundTrips.run(webrtc, seconds, report);
            case "connect" -> Connections.oneByOne(webrtc, count(args, 50), report);
            case "connect-concurrent" -> Connections.atOnce(webrtc, count(args, 100), report);
            case "idle-memory" -> Connections.idleMemory(webrtc, count(args, 200), report);
            case "rtp" -> RtpRate.run(webrtc, seconds, report);
            case "fanout" -> Fanout.run(webrtc, count(args, 20), seconds, report);
            default -> usage();
        }
        System.out.println(report.add("rss_mb", Meter.residentMegabytes()));
        System.out.flush();
        Runtime.getRuntime().halt(0); // connections are left open: closing is not what is measured
    }

    private static void usage() {
        System.err.println(
                "run dc-throughput|dc-small|dc-rtt|connect|connect-concurrent|idle-memory|rtp|fanout"
                        + " [--seconds S] [--n N] [--direct 1]");
        System.exit(2);
    }

    private static int count(String[] args, int otherwise) {
        return (int) option(args, "--n", otherwise);
    }

    private static double option(String[] args, String name, double otherwise) {
        for (int i = 1; i + 1 < args.length; i += 2) {
            if (args[i].equals(name)) {
                return Double.parseDouble(args[i + 1]);
            }
        }
        return otherwise;
    }

    private static String version() {
        String version = WebRtc.class.getPackage().getImplementationVersion();
        return version == null ? "0.1.0-SNAPSHOT" : version;
    }
}
