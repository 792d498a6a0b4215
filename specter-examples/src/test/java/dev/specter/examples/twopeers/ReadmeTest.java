package dev.specter.examples.twopeers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The README shows the first program as it compiles. */
class ReadmeTest {
    private static final String SOURCE =
            "src/main/java/dev/specter/examples/twopeers/TwoPeers.java";

    @Test
    void theFirstProgramOfTheReadmeIsTheCompiledOne() throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        int begin = readme.indexOf("```java\n") + "```java\n".length();
        String shown = readme.substring(begin, readme.indexOf("```", begin));

        String source = Files.readString(Path.of(SOURCE));
        String indent = " ".repeat(8);
        int body = source.indexOf(indent + "try (");
        int end = source.indexOf("\n" + indent + "}\n", body) + ("\n" + indent + "}\n").length();
        String compiled = source.substring(body, end).replaceAll("(?m)^" + indent, "");

        assertTrue(compiled.lines().count() <= 30, "a first program is short");
        assertEquals(compiled, shown);
    }
}
