package dev.specter.ice.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Two network namespaces with a cable between them. Needs the right to make them. */
class NetworkChangesIT {
    private static final String SUFFIX = Long.toString(ProcessHandle.current().pid(), 36);
    private static final String HERE = "sp-h-" + SUFFIX;
    private static final String THERE = "sp-t-" + SUFFIX;
    private final List<Process> programs = new ArrayList<>();

    @BeforeEach
    void makeNamespaces() throws Exception {
        assumeTrue(ip("netns add " + HERE), "network namespaces cannot be made here");
        assertTrue(ip("netns add " + THERE));
        assertTrue(ip("-n " + HERE + " link add cable type veth peer name cable netns " + THERE));
        assertTrue(ip("-n " + HERE + " address add 10.77.0.1/24 dev cable"));
        assertTrue(ip("-n " + THERE + " address add 10.77.0.2/24 dev cable"));
        for (String namespace : List.of(HERE, THERE)) {
            assertTrue(ip("-n " + namespace + " link set lo up"));
            assertTrue(ip("-n " + namespace + " link set cable up"));
        }
    }

    @AfterEach
    void removeNamespaces() throws Exception {
        for (Process program : programs) {
            program.destroyForcibly().waitFor();
        }
        ip("netns del " + HERE);
        ip("netns del " + THERE);
    }

    private static boolean ip(String arguments) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments.split(" ")));
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false; // no such program
        }
    }

    private Process program(String namespace, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(NetworkProgram.class.getName());
        command.addAll(List.of(arguments));
        Process program =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        programs.add(program);
        return program;
    }

    private static void expect(String line, BufferedReader output) throws IOException {
        assertEquals(line, output.readLine());
    }

    private static void go(Process program) throws IOException {
        program.getOutputStream().write('\n');
        program.getOutputStream().flush();
    }

    @Test
    @Timeout(value = 120, unit = TimeUnit.SECONDS)
    void anAddressGoesAndComesBackAndTheSocketLivesOn() throws Exception {
        BufferedReader echo = program(THERE, "echo", "10.77.0.2").inputReader();
        String line = echo.readLine();
        assertNotNull(line, "the program has ended");
        String[] nameAndPort = line.split(" ");
        Process watch = program(HERE, "watch", "10.77.0.1", nameAndPort[0], nameAndPort[1]);
        BufferedReader output = watch.inputReader(StandardCharsets.UTF_8);
        expect("resolved [/10.77.0.2]", output);
        expect("echo", output);
        assertTrue(ip("-n " + HERE + " address del 10.77.0.1/24 dev cable"));
        // Nothing but loopback is left, which then counts.
        expect("gone [/10.77.0.1]", output);
        String other = output.readLine();
        assertTrue(other.startsWith("appeared [") && other.contains("127.0.0.1"), other);
        go(watch);
        expect("open true errors true", output);
        assertTrue(ip("-n " + HERE + " address add 10.77.0.1/24 dev cable"));
        String gone = output.readLine();
        assertTrue(gone.startsWith("gone [") && gone.contains("127.0.0.1"), gone);
        expect("appeared [/10.77.0.1]", output);
        go(watch);
        expect("echo again, ends 0", output);
        assertEquals(0, watch.waitFor());
    }
}
