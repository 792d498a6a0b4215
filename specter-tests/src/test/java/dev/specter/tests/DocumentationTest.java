package dev.specter.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The documentation hangs together. */
class DocumentationTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(#[^)]*)?\\)");

    @Test
    void everyRelativeLinkLeadsSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        List<Path> pages = pages();
        assertTrue(pages.size() > 10, "pages were found");
        for (Path page : pages) {
            for (String target : links(page)) {
                if (!Files.exists(page.resolveSibling(target))) {
                    broken.add(ROOT.relativize(page) + ": " + target);
                }
            }
        }
        assertEquals(List.of(), broken);
    }

    @ParameterizedTest
    @CsvSource({"docs/adr/README.md, docs/adr", "docs/rfc-coverage.md, docs/rfc-coverage"})
    void theIndexNamesEveryPage(String index, String folder) throws IOException {
        List<Path> named =
                links(ROOT.resolve(index)).stream()
                        .map(link -> ROOT.resolve(index).resolveSibling(link).normalize())
                        .toList();
        try (Stream<Path> pages = Files.list(ROOT.resolve(folder))) {
            List<Path> missing =
                    pages.filter(page -> !page.endsWith("README.md"))
                            .filter(page -> !named.contains(page))
                            .toList();
            assertEquals(List.of(), missing);
        }
    }

    private static List<String> links(Path page) throws IOException {
        var links = new ArrayList<String>();
        Matcher matcher = LINK.matcher(Files.readString(page).replaceAll("(?s)```.*?```", ""));
        while (matcher.find()) {
            if (!matcher.group(1).contains("://")) {
                links.add(matcher.group(1));
            }
        }
        return links;
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !ROOT.relativize(file).toString().contains("target"))
                    .toList();
        }
    }
}
