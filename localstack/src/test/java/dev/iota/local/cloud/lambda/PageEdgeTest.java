package dev.iota.local.cloud.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.page.Page;
import dev.iota.cloud.shape.RouteShape;
import dev.iota.local.cloud.net.Loopback;
import dev.iota.local.cloud.net.Place;
import dev.iota.local.cloud.net.Ports;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page and the API at one address, over real sockets. */
@Tag("cloud")
@Tag("security")
@TestInstance(Lifecycle.PER_CLASS)
class PageEdgeTest {
    private static final String SCRIPT = "export const words = 'the same, again and again';\n".repeat(50);
    private static final String SECRET = "not a file of the page";
    private static final Place PLACE = new Place("us-east-1", "000000000000");

    private final HttpClient http = HttpClient.newHttpClient();
    private HttpEdge edge;
    private URI address;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        var page = folder.resolve("page");
        Files.createDirectories(page.resolve("js"));
        Files.writeString(folder.resolve("secret.txt"), SECRET);
        Files.writeString(page.resolve("index.html"), "<!doctype html><title>IOTA</title>");
        Files.writeString(page.resolve("js/main.js"), SCRIPT);
        var port = Ports.free(new Random());
        address = Loopback.uri(port);
        var api = new HttpEdge.Target(
                new RouteShape("GET", "/v1/{view+}", "Read"),
                event -> "{\"statusCode\":200,\"body\":\"from the API\"}".getBytes(StandardCharsets.UTF_8));
        edge = new HttpEdge(port, List.of(api), Optional.of(Page.in(page)), PLACE, Clock.systemUTC());
        edge.start();
    }

    @AfterAll
    void stop() {
        http.close();
        edge.stop();
    }

    @Test
    void the_page_is_at_the_root_of_the_address_of_the_API() throws Exception {
        var page = get("/");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(text(page)).contains("<title>IOTA</title>");
        assertThat(page.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
        assertThat(text(get("/v1/run"))).isEqualTo("from the API");
    }

    @Test
    void nothing_from_elsewhere_runs_in_it_and_it_is_in_no_frame() throws Exception {
        for (var path : List.of("/", "/js/main.js")) {
            var headers = get(path).headers();

            assertThat(headers.firstValue("content-security-policy").orElseThrow())
                    .contains("default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(headers.firstValue("x-content-type-options")).contains("nosniff");
            assertThat(headers.firstValue("referrer-policy")).contains("no-referrer");
            assertThat(headers.firstValue("cross-origin-opener-policy")).contains("same-origin");
        }
    }

    @Test
    void what_a_browser_has_is_not_sent_again() throws Exception {
        var first = get("/js/main.js");
        var tag = first.headers().firstValue("etag").orElseThrow();

        var again = get("/js/main.js", "If-None-Match", tag);

        assertThat(first.headers().firstValue("cache-control")).contains("no-cache");
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(again.headers().firstValue("etag")).contains(tag);
        assertThat(get("/js/main.js", "If-None-Match", "\"another\"").statusCode())
                .isEqualTo(200);
    }

    @Test
    void it_comes_packed_to_whoever_unpacks_it_and_to_nobody_else() throws Exception {
        var plain = get("/js/main.js");
        var packed = get("/js/main.js", "Accept-Encoding", "br, gzip;q=0.8");

        assertThat(text(plain)).isEqualTo(SCRIPT);
        assertThat(plain.headers().firstValue("content-encoding")).isEmpty();
        assertThat(get("/js/main.js", "Accept-Encoding", "gzip;q=0").headers().firstValue("content-encoding"))
                .isEmpty();
        assertThat(packed.headers().firstValue("content-encoding")).contains("gzip");
        assertThat(packed.headers().firstValue("vary")).contains("accept-encoding");
        assertThat(packed.body()).hasSizeLessThan(SCRIPT.length() / 10);
        try (var unpacked = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
            assertThat(unpacked.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo(SCRIPT);
        }
        assertThat(packed.headers().firstValue("etag"))
                .isNotEqualTo(plain.headers().firstValue("etag"));
    }

    @Test
    void whoever_asks_for_the_headers_alone_gets_no_more() throws Exception {
        var head = http.send(
                HttpRequest.newBuilder(address.resolve("/js/main.js"))
                        .method("HEAD", BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofByteArray());

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("content-length")).contains(Integer.toString(SCRIPT.length()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/secret.txt",
                "/../secret.txt",
                "/js/../../secret.txt",
                "/%2e%2e/secret.txt",
                "/..%2fsecret.txt",
                "/js",
                "/js/",
                "/v2/run",
                "/js/main.js.map"
            })
    void no_path_leads_to_anything_else(String path) throws Exception {
        assertThat(raw("GET " + path)).startsWith("HTTP/1.1 404").doesNotContain(SECRET);
    }

    @Test
    void nobody_sends_anything_to_it() throws Exception {
        assertThat(raw("POST /")).startsWith("HTTP/1.1 404");
        assertThat(raw("DELETE /js/main.js")).startsWith("HTTP/1.1 404");
    }

    /** As it is typed: a client would tidy the path up. */
    private String raw(String request) throws Exception {
        try (var socket = new Socket(Loopback.address(0).getAddress(), address.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write("%s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                            .formatted(request, address.getAuthority())
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(address.resolve(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }
}
