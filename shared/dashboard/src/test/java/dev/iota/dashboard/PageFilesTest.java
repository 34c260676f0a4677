package dev.iota.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The page is whole, small, and names nothing outside of itself. */
class PageFilesTest {
    /** As it is packed: with its libraries, and their versions filled in. */
    private static final Path PAGE = Path.of("target", "classes", "dashboard");

    private static final String INDEX = "index.html";

    /** All that a browser fetches before it shows something, compressed. */
    private static final int BUDGET = 200_000;

    private static final int LINES = 300;
    private static final int COLUMNS = 120;
    private static final Pattern REFERENCE = Pattern.compile("\\b(?:href|src)=\"([^\"#]*)\"");
    private static final Pattern IMPORT = Pattern.compile("\\b(?:from|import)\\s*\\(?\\s*['\"]([^'\"]+)['\"]");
    private static final Pattern MAPPED = Pattern.compile("\"(lit-html/?)\": \"\\./([^\"]+)\"");
    private static final Pattern INLINE_SCRIPT = Pattern.compile("<script(?![^>]*\\bsrc=)([^>]*)>");
    private static final Pattern NAME = Pattern.compile("([A-Za-z0-9][A-Za-z0-9._@-]*/)*[A-Za-z0-9][A-Za-z0-9._@-]*");

    /** What a server knows a content type for. */
    private static final Set<String> ENDINGS = Set.of("html", "js", "css", "svg", "txt");

    private static final Set<String> NO_REQUEST = Set.of("http://www.w3.org/2000/svg");

    @Test
    void every_file_that_is_named_is_there() {
        assertThat(reachable())
                .allSatisfy(name -> assertThat(PAGE.resolve(name)).isRegularFile());
    }

    @Test
    void every_file_that_is_there_is_named() {
        assertThat(files(name -> !name.endsWith("licence.txt"))).isEqualTo(reachable());
    }

    @Test
    void every_script_is_fetched_at_once_and_not_one_after_the_other() {
        assertThat(reachable().stream().filter(name -> name.endsWith(".js")))
                .allSatisfy(name -> assertThat(text(INDEX)).contains("\"%s\"".formatted(name)));
    }

    @Test
    void what_is_fetched_before_something_is_seen_stays_small() {
        var sizes = new TreeMap<String, Integer>();
        reachable().forEach(name -> sizes.put(name, compressed(name)));

        assertThat(sizes.values().stream().mapToInt(Integer::intValue).sum())
                .as("%s", sizes)
                .isLessThan(BUDGET);
    }

    @Test
    @Tag("security")
    void nothing_outside_is_asked_for() {
        assertThat(own().flatMap(name -> matches(Pattern.compile("(?:https?:)?//[a-z0-9.-]+\\.[a-z]+[^\"')\\s]*"), name)
                        .map(found -> found.group())
                        .filter(address -> !NO_REQUEST.contains(address))))
                .isEmpty();
    }

    @Test
    @Tag("security")
    void no_script_and_no_style_is_inline() {
        assertThat(matches(INLINE_SCRIPT, INDEX).map(found -> found.group(1).trim()))
                .containsExactly("type=\"importmap\"");
        assertThat(own().filter(name -> Pattern.compile("<style|\\sstyle=|\\son[a-z]+=\"|javascript:")
                        .matcher(text(name))
                        .find()))
                .isEmpty();
    }

    @Test
    @Tag("security")
    void no_text_becomes_markup_or_code() {
        var ways = Pattern.compile("innerHTML|outerHTML|insertAdjacentHTML|document\\.write|unsafe|\\beval\\b"
                + "|new Function|DOMParser|createContextualFragment|set(?:Timeout|Interval)\\(\\s*['\"`]");

        assertThat(own().filter(name ->
                        name.endsWith(".js") && ways.matcher(text(name)).find()))
                .isEmpty();
    }

    @Test
    void names_are_such_as_every_server_serves() {
        assertThat(files(name -> true)).allSatisfy(name -> {
            assertThat(name).matches(NAME).doesNotStartWith("v1/");
            assertThat(ENDINGS).contains(name.substring(name.lastIndexOf('.') + 1));
        });
    }

    @Test
    void libraries_come_with_their_licences() {
        assertThat(files(name -> name.matches("vendor/[^/]+/.*")).stream()
                        .map(name -> Path.of(name).getName(1).toString())
                        .distinct())
                .hasSize(2)
                .allSatisfy(library -> assertThat(
                                PAGE.resolve("vendor").resolve(library).resolve("licence.txt"))
                        .isNotEmptyFile());
    }

    @Test
    void no_file_is_longer_than_a_person_reads_at_once() {
        assertThat(own().filter(name -> text(name).lines().count() > LINES)).isEmpty();
        assertThat(own().filter(name -> text(name).lines().anyMatch(line -> line.length() > COLUMNS)))
                .as("lines of more than %d characters", COLUMNS)
                .containsExactly("icon.svg");
    }

    /** Everything that is fetched for the first view, from the page on. */
    private static Set<String> reachable() {
        var found = new TreeSet<>(Set.of(INDEX));
        var todo = new ArrayList<>(List.of(INDEX));
        while (!todo.isEmpty()) {
            var name = todo.removeLast();
            references(name).filter(found::add).forEach(todo::add);
        }
        return found;
    }

    private static Stream<String> references(String name) {
        if (name.equals(INDEX)) {
            return matches(REFERENCE, name)
                    .map(reference -> reference.group(1))
                    .filter(reference -> !reference.isEmpty() && !reference.startsWith("/v1/"));
        }
        return name.endsWith(".js")
                ? matches(IMPORT, name).map(reference -> resolve(name, reference.group(1)))
                : Stream.of();
    }

    private static String resolve(String from, String reference) {
        if (reference.startsWith(".")) {
            return Path.of(from)
                    .resolveSibling(reference)
                    .normalize()
                    .toString()
                    .replace('\\', '/');
        }
        return matches(MAPPED, INDEX)
                .filter(mapped -> reference.equals(mapped.group(1))
                        || (mapped.group(1).endsWith("/") && reference.startsWith(mapped.group(1))))
                .map(mapped ->
                        mapped.group(2) + reference.substring(mapped.group(1).length()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("%s imports %s, which no map names".formatted(from, reference)));
    }

    /** Files of ours, not those of libraries. */
    private static Stream<String> own() {
        return files(name -> !name.startsWith("vendor/")).stream();
    }

    private static Set<String> files(Predicate<String> which) {
        try (var found = Files.walk(PAGE)) {
            return new TreeSet<>(found.filter(Files::isRegularFile)
                    .map(file -> PAGE.relativize(file).toString().replace('\\', '/'))
                    .filter(which)
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<MatchResult> matches(Pattern pattern, String name) {
        return pattern.matcher(text(name)).results();
    }

    private static String text(String name) {
        try {
            return Files.readString(PAGE.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int compressed(String name) {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(Files.readAllBytes(PAGE.resolve(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.size();
    }
}
