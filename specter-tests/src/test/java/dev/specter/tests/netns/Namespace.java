package dev.specter.tests.netns;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** One network namespace: a host or a router of a {@link Lab}. */
final class Namespace {
    private final String name;

    private Namespace(String name) {
        this.name = name;
    }

    static Namespace create(String name) {
        Shell.run("ip", "netns", "add", name);
        var namespace = new Namespace(name);
        namespace.ip("link set lo up");
        return namespace;
    }

    String name() {
        return name;
    }

    /** Runs {@code ip} inside, with arguments as in a shell. */
    String ip(String arguments) {
        return run(Stream.concat(Stream.of("ip"), Stream.of(arguments.split(" "))).toList());
    }

    /** Loads rules into the namespace's own nftables. */
    void nft(String rules) {
        Shell.run(rules, command(List.of("nft", "-f", "-")));
    }

    /** Runs a command inside, to its end. */
    String run(List<String> command) {
        return Shell.run("", command(command));
    }

    /** Lets it forward what is not for itself. */
    void forwardPackets() {
        run(List.of("sysctl", "-q", "-w", "net.ipv4.ip_forward=1"));
        run(List.of("sysctl", "-q", "-w", "net.ipv6.conf.all.forwarding=1"));
    }

    /** The command that runs another one inside. */
    List<String> command(List<String> inner) {
        var all = new ArrayList<>(List.of("ip", "netns", "exec", name));
        all.addAll(inner);
        return all;
    }

    /** Ends what still runs inside and removes it, with its interfaces. */
    void delete() {
        for (String pid : Shell.run("ip", "netns", "pids", name).split("\\s+")) {
            if (!pid.isBlank()) {
                ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
        Shell.run("ip", "netns", "del", name);
    }
}
