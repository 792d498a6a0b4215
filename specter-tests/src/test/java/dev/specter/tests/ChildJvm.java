package dev.specter.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs a program in a JVM of its own, of the kind that runs this one. */
final class ChildJvm {
    private static final long PATIENCE_SECONDS = 120;

    private ChildJvm() {}

    /** Runs java with those arguments; fails unless it ends well; gives what it printed. */
    static List<String> run(String... arguments) throws Exception {
        Path output = Files.createTempFile("specter-child-", ".txt");
        try {
            var command = new ArrayList<String>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of(arguments));
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly().waitFor();
                fail("did not end: " + tail(output));
            }
            assertEquals(0, process.exitValue(), () -> tail(output));
            return Files.readAllLines(output);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw e;
        } finally {
            Files.deleteIfExists(output);
        }
    }

    /** The class path of this JVM. */
    static String classPath() {
        return System.getProperty("java.class.path");
    }

    /** What of the class path can stand on a module path: jars, and folders that are modules. */
    static String modulePath() {
        return String.join(
                File.pathSeparator,
                Stream.of(classPath().split(File.pathSeparator))
                        .filter(ChildJvm::isModule)
                        .toList());
    }

    private static boolean isModule(String entry) {
        return entry.endsWith(".jar") || Files.exists(Path.of(entry, "module-info.class"));
    }

    private static String tail(Path output) {
        try {
            List<String> lines = Files.readAllLines(output);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
        } catch (java.io.IOException e) {
            return e.toString();
        }
    }
}
