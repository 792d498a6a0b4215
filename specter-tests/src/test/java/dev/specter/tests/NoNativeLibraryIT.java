package dev.specter.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A call needs no shared library but those of any Java program with a socket. */
class NoNativeLibraryIT {
    private static final Pattern LIBRARY = Pattern.compile("\\s(/\\S+\\.so(\\.\\S+)?)(\\s|$)");

    @Test
    void aFullCallMapsNoLibraryThatABareProcessDoesNot() throws Exception {
        Assumptions.assumeTrue(Files.exists(Path.of("/proc/self/maps")), "no /proc here");
        List<String> bare = ChildJvm.run("-cp", ChildJvm.classPath(), BareProcess.class.getName());
        List<String> call =
                ChildJvm.run(
                        "-Djava.library.path=/nonexistent",
                        "-cp",
                        ChildJvm.classPath(),
                        FullCall.class.getName());
        String outcome =
                call.stream().filter(line -> line.startsWith("Outcome[")).findFirst().orElse("");
        assertFalse(outcome.isEmpty(), () -> String.join("\n", call));

        Set<String> ofBare = libraries(bare);
        assertFalse(ofBare.isEmpty(), "the map was read");
        Set<String> more = libraries(call);
        more.removeAll(ofBare);
        more.removeAll(ofManagement());
        System.out.println(
                outcome + "; " + ofBare.size() + " libraries in a bare process, more: " + more);
        assertEquals(Set.of(), more);
    }

    /**
     * Libraries of the JDK's own that Netty has it load on a Java newer than 17, where it can learn
     * the limit of direct memory only from the management beans. Nothing else is let through.
     */
    private static Set<String> ofManagement() {
        if (Runtime.version().feature() == 17) {
            return Set.of();
        }
        Path folder = Path.of(System.getProperty("java.home"), "lib");
        return Set.of(
                folder.resolve("libmanagement.so").toString(),
                folder.resolve("libmanagement_ext.so").toString());
    }

    private static Set<String> libraries(List<String> output) {
        var libraries = new TreeSet<String>();
        for (String line : output.subList(output.indexOf(FullCall.MAPS), output.size())) {
            Matcher matcher = LIBRARY.matcher(line);
            if (matcher.find()) {
                libraries.add(matcher.group(1));
            }
        }
        return libraries;
    }
}
