package dev.specter.tests.peers;

import static org.junit.jupiter.api.Assertions.fail;

import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another stack, as Debian packages it: how its end of a call is built and started. */
enum PeerKind {
    /** pion/webrtc v3: {@code golang-go}, {@code golang-github-pion-webrtc.v3-dev}. */
    PION("pion/main.go", "/usr/share/gocode/src/github.com/pion/webrtc") {
        @Override
        List<String> command(Path folder, Path program) throws Exception {
            // A module file without dependencies lets GOPATH mode resolve ".../v3".
            Path source = Files.createDirectories(folder.resolve("src/peer"));
            Files.move(program, source.resolve("main.go"));
            Files.writeString(source.resolve("go.mod"), "module peer\n");
            Path executable = folder.resolve("peer");
            var build =
                    new ProcessBuilder("go", "build", "-o", executable.toString(), ".")
                            .directory(source.toFile())
                            .redirectErrorStream(true);
            build.environment().put("GO111MODULE", "off");
            build.environment().put("GOPATH", folder + ":/usr/share/gocode");
            Process process = build.start();
            String printed =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(BUILD_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                fail("go build: " + printed);
            }
            return List.of(executable.toString());
        }
    },

    /** aiortc: {@code python3-aiortc}. */
    AIORTC("aiortc/main.py", "/usr/lib/python3/dist-packages/aiortc") {
        @Override
        List<String> command(Path folder, Path program) {
            return List.of("/usr/bin/python3", "-B", program.toString());
        }
    };

    private static final int BUILD_SECONDS = 240;

    private final String resource;
    private final Path installed;

    PeerKind(String resource, String installed) {
        this.resource = resource;
        this.installed = Path.of(installed);
    }

    /** Makes what is to be run out of the program, in a folder of its own. */
    abstract List<String> command(Path folder, Path program) throws Exception;

    /** The command that runs the peer; skips the test, or fails it, where it is not installed. */
    List<String> prepare(Path folder) throws Exception {
        if (!Files.exists(installed)) {
            String message = this + " is not installed at " + installed;
            if (System.getProperty("specter.peers", "").equals("required")) {
                fail(message);
            }
            Assumptions.abort("skipped: " + message);
        }
        Path program = folder.resolve(Path.of(resource).getFileName().toString());
        try (InputStream in = PeerKind.class.getResourceAsStream("/peers/" + resource)) {
            Files.copy(in, program);
        } catch (IOException e) {
            throw new IOException(resource, e);
        }
        return command(folder, program);
    }
}
