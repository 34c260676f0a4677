package dev.iota.cloud.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is served of the page that shows a run, and with what. */
class PageTest {
    private static final String MAP = "\n{\"imports\": {\"lit-html\": \"./vendor/lit-html-3.3.1/lit-html.js\"}}\n";

    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws IOException {
        file("index.html", "<!doctype html><script type=\"importmap\">" + MAP + "</script><title>IOTA</title>");
        file("js/main.js", "export {};");
        file("vendor/lit-html-3.3.1/lit-html.js", "export {};");
    }

    private void file(String name, String text) throws IOException {
        var path = folder.resolve(name);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    @Test
    void its_files_are_answered_at_their_names_and_its_index_at_the_root() throws Exception {
        var page = Page.in(folder);

        assertThat(page.at("/")).map(PageFile::name).contains(Page.INDEX);
        assertThat(page.at("/js/main.js")).map(PageFile::type).contains("text/javascript; charset=utf-8");
        assertThat(page.files()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "index.html",
                "/js",
                "/js/",
                "//js/main.js",
                "/js/../index.html",
                "/../page.iml",
                "/%2e%2e/etc/passwd",
                "/js%2fmain.js",
                "/JS/main.js",
                "/js/main.js/",
                "/js/main.js\u0000"
            })
    void no_other_path_is_answered(String path) throws Exception {
        assertThat(Page.in(folder).at(path)).isEmpty();
    }

    @Test
    void the_one_script_within_the_page_is_named_by_its_hash_and_nothing_from_elsewhere_is_allowed() throws Exception {
        var hash = Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(MAP.getBytes(StandardCharsets.UTF_8)));

        assertThat(Page.in(folder).contentPolicy())
                .contains("script-src 'self' 'sha256-%s';".formatted(hash), "default-src 'none'")
                .doesNotContain("unsafe", "*", "http");
        assertThat(Page.in(folder).headers())
                .containsEntry("x-content-type-options", "nosniff")
                .containsEntry("referrer-policy", "no-referrer");
    }

    @Test
    void what_has_its_version_in_its_path_is_kept_and_all_else_is_asked_for_again() throws Exception {
        var page = Page.in(folder);

        assertThat(page.at("/").orElseThrow().cacheControl()).isEqualTo("no-cache");
        assertThat(page.at("/vendor/lit-html-3.3.1/lit-html.js").orElseThrow().cacheControl())
                .contains("immutable");
    }

    @Test
    void a_tag_changes_with_the_bytes_and_with_their_form() throws Exception {
        var before = Page.in(folder).at("/js/main.js").orElseThrow();
        file("js/main.js", "export { };");
        var after = Page.in(folder).at("/js/main.js").orElseThrow();

        assertThat(List.of(before.tag(false), before.tag(true), after.tag(false), after.tag(true)))
                .doesNotHaveDuplicates()
                .allMatch(tag -> tag.startsWith("\"") && tag.endsWith("\""));
        try (var unpacked = new GZIPInputStream(new ByteArrayInputStream(after.packed()))) {
            assertThat(unpacked.readAllBytes()).isEqualTo(after.bytes());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"js/main.js.map", "run.sh", ".env", "v1/run.json", "js/a b.js", "LICENSE"})
    void a_page_with_a_file_that_nobody_should_get_is_refused(String name) throws Exception {
        file(name, "x");

        assertThatThrownBy(() -> Page.in(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name);
    }

    @Test
    void a_folder_without_an_index_is_no_page() throws Exception {
        Files.delete(folder.resolve(Page.INDEX));

        assertThatThrownBy(() -> Page.in(folder)).hasMessage("the page has no index.html");
    }
}
