package dev.specter.tests.netns;

import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A {@link CallEnd} in a namespace, as the test sees it. Thread-safe. */
final class RemoteEnd implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String name;
    private final Process process;
    private final Writer orders;
    private static final int SHOWN_LINES = 12;

    private final List<JsonNode> printed = new ArrayList<>();
    private final List<String> noise = new ArrayList<>();
    private RemoteEnd peer;

    private RemoteEnd(String name, Process process) {
        this.name = name;
        this.process = process;
        orders = process.outputWriter(StandardCharsets.UTF_8);
        var reader = new Thread(this::read, "reader of " + name);
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts one; {@link Setup} says how. */
    static RemoteEnd start(Namespace namespace, Setup setup) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var inner = new ArrayList<>(List.of(java, "-Xmx256m"));
        setup.hostsFile().ifPresent(file -> inner.add("-Djdk.net.hosts.file=" + file));
        inner.addAll(List.of("-cp", System.getProperty("java.class.path")));
        inner.addAll(List.of(CallEnd.class.getName(), setup.json()));
        List<String> command = namespace.command(inner);
        try {
            return new RemoteEnd(
                    namespace.name(),
                    new ProcessBuilder(command).redirectErrorStream(true).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets two ends signal to each other, descriptions and candidates as they come. */
    static void join(RemoteEnd a, RemoteEnd b) {
        a.peer = b;
        b.peer = a;
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("{")) {
                    synchronized (printed) {
                        noise.add(line);
                    }
                    continue;
                }
                JsonNode node = JSON.readTree(line);
                if (node.has("description") || node.has("candidate")) {
                    peer.tell(node);
                }
                synchronized (printed) {
                    printed.add(node);
                    printed.notifyAll();
                }
            }
        } catch (IOException e) {
            synchronized (printed) {
                noise.add(e.toString());
            }
        }
    }

    /** Gives an order without further members. */
    void order(String what) {
        tell(JSON.createObjectNode().put("do", what));
    }

    /** Has it send bytes on its channel. */
    void send(long bytes) {
        ObjectNode order = JSON.createObjectNode().put("do", "send");
        tell(order.put("bytes", bytes));
    }

    private synchronized void tell(JsonNode order) {
        try {
            orders.write(order.toString() + "\n");
            orders.flush();
        } catch (IOException e) {
            synchronized (printed) {
                noise.add("order " + order + ": " + e);
            }
        }
    }

    /** How many lines it has printed up to now: a mark to wait from. */
    int mark() {
        synchronized (printed) {
            return printed.size();
        }
    }

    /** Waits for the first line that has this member, with this value. */
    JsonNode await(String member, String value, Duration patience) {
        return await(0, member, node -> node.asText().equals(value), patience);
    }

    /** Waits for a line after a mark. */
    JsonNode await(int mark, String member, Predicate<JsonNode> test, Duration patience) {
        long deadlineNanos = System.nanoTime() + patience.toNanos();
        synchronized (printed) {
            int next = mark;
            while (true) {
                for (; next < printed.size(); next++) {
                    JsonNode value = printed.get(next).get(member);
                    if (value != null && test.test(value)) {
                        return value;
                    }
                }
                long leftMillis = (deadlineNanos - System.nanoTime()) / 1_000_000;
                if (leftMillis <= 0 || (!process.isAlive() && next == printed.size())) {
                    return fail(name + ": no such " + member + story());
                }
                try {
                    printed.wait(Math.min(leftMillis, 200));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return fail(e);
                }
            }
        }
    }

    /** What it says of itself now. */
    JsonNode status() {
        int mark = mark();
        order("status");
        return await(mark, "status", status -> true, Duration.ofSeconds(20));
    }

    /** Asks again and again until its status is as wanted. */
    JsonNode awaitStatus(Predicate<JsonNode> wanted, Duration patience) {
        long deadlineNanos = System.nanoTime() + patience.toNanos();
        JsonNode status = status();
        while (!wanted.test(status)) {
            if (System.nanoTime() > deadlineNanos) {
                return fail(name + ": " + status + story());
            }
            pause(Duration.ofMillis(100));
            status = status();
        }
        return status;
    }

    /** What it printed last, but for statuses. */
    private String story() {
        synchronized (printed) {
            List<JsonNode> lines =
                    printed.stream()
                            .filter(line -> !line.has("status") && !line.has("description"))
                            .toList();
            int from = Math.max(0, lines.size() - SHOWN_LINES);
            return "; printed " + lines.subList(from, lines.size()) + noise;
        }
    }

    static void pause(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Every line printed so far that has this member. */
    List<JsonNode> all(String member) {
        synchronized (printed) {
            return printed.stream().filter(n -> n.has(member)).map(n -> n.get(member)).toList();
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
