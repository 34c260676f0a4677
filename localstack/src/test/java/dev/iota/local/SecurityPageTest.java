package dev.iota.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the page on security says is held by tests that exist. */
@Tag("security")
class SecurityPageTest {
    /** Surefire starts in the module's folder. */
    private static final Path ROOT = Path.of("..");

    private static final Pattern TEST = Pattern.compile("`(\\w+Test)`");

    /** A row of three columns: what threatens, or comes from outside; what prevents it, or reads it; tests. */
    private record Row(String first, String second, String tests) {
        List<String> names() {
            return TEST.matcher(tests).results().map(match -> match.group(1)).toList();
        }
    }

    @Test
    void every_test_that_the_page_names_exists_and_is_tagged() throws IOException {
        var sources = sourcesOfTests();

        for (var row : rows("")) {
            for (var name : row.names()) {
                assertThat(sources).as(row.first()).containsKey(name);
                assertThat(sources.get(name))
                        .as("%s, of: %s", name, row.first())
                        .contains("@Tag(\"security\")");
            }
        }
    }

    @Test
    void a_threat_without_a_test_says_that_it_is_open() throws IOException {
        assertThat(rows("## Threats"))
                .hasSizeGreaterThan(30)
                .allMatch(row -> !row.names().isEmpty() || row.second().contains("later"));
    }

    /** Of the whole page, or of one part of it. */
    private static List<Row> rows(String part) throws IOException {
        var page = Files.readString(ROOT.resolve("docs/security.md"));
        var from = page.substring(page.indexOf(part));
        var end = from.indexOf("\n## ");
        return (part.isEmpty() ? page : from.substring(0, end))
                .lines()
                .filter(line -> line.startsWith("|"))
                .map(line -> line.split("\\|", -1))
                .filter(columns -> columns.length == 5)
                .map(columns -> new Row(columns[1].strip(), columns[2].strip(), columns[3].strip()))
                .filter(row -> !row.tests().matches("-+|test|fuzz test|verify"))
                .toList();
    }

    private static Map<String, String> sourcesOfTests() throws IOException {
        var sources = new TreeMap<String, String>();
        try (var files = Files.walk(ROOT)) {
            files.filter(file -> file.toString().endsWith("Test.java")
                            && file.toString().contains("src/test/java"))
                    .forEach(file -> sources.merge(
                            file.getFileName().toString().replace(".java", ""), text(file), String::concat));
        }
        return sources;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
