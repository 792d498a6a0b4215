package dev.specter.tests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.List;

/** Everything resolves and runs as modules. */
class ModulePathIT {
    @Test
    void theFirstProgramRunsOnTheModulePath() throws Exception {
        List<String> output =
                ChildJvm.run(
                        "--module-path",
                        ChildJvm.modulePath(),
                        "-m",
                        "specter.examples/dev.specter.examples.twopeers.TwoPeers");
        assertTrue(output.contains("Bob says: Hello, Alice!"), () -> String.join("\n", output));
    }
}
