package dev.iota.cloud.object;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.CloudServices;
import dev.iota.cloud.shape.Names;
import dev.iota.core.base.Sha256;
import dev.iota.core.data.ByteRange;
import dev.iota.core.wire.Sink;
import dev.iota.core.wire.Source;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What URLs that miners are given let them do, and nothing besides. */
@Tag("security")
class PresignedUrlsTest {
    private static final CloudServices SERVICES = CloudServices.shared();
    private static final Names NAMES = SERVICES.withBucket();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(); // as miners
    private static final Duration LIFE = Duration.ofMinutes(5);
    private static final byte[] CONTENT = "0123456789".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OTHER = "9876543210".getBytes(StandardCharsets.US_ASCII);

    private static int keys;

    private final Objects objects = new Objects(SERVICES.s3(), SERVICES.presigner(), NAMES);
    private final String key = "hop/0000/object-" + keys++;

    @Test
    void an_object_is_read_with_one_get() throws Exception {
        objects.write(key, CONTENT);

        var source = objects.readable(key, CONTENT.length, Optional.of(Sha256.hex(CONTENT)), LIFE);

        assertThat(get(source).body()).isEqualTo(CONTENT);
        assertThat(source.bytes()).isEqualTo(CONTENT.length);
        assertThat(source.sha256()).contains(Sha256.hex(CONTENT));
    }

    @Test
    void a_url_lives_as_long_as_it_is_said() {
        assertThat(objects.readable(key, 10, Optional.empty(), Duration.ofSeconds(90))
                        .url())
                .contains("X-Amz-Expires=90");
        assertThat(objects.writable(key, 10, Duration.ofSeconds(90)).url()).contains("X-Amz-Expires=90");
    }

    @Test
    void a_url_to_read_cannot_write() throws Exception {
        objects.write(key, CONTENT);
        var source = objects.readable(key, CONTENT.length, Optional.empty(), LIFE);

        assertThat(put(source.url(), source.headers(), OTHER)).isEqualTo(403);
        assertThat(objects.sha256(key)).contains(Sha256.hex(CONTENT));
    }

    @Test
    void a_url_to_write_cannot_read() throws Exception {
        objects.write(key, CONTENT);
        var sink = objects.writable(key, CONTENT.length, LIFE);

        assertThat(get(new Source(sink.url(), Map.of(), 10, Optional.empty())).statusCode())
                .isEqualTo(403);
    }

    @Test
    void a_url_is_for_one_object() throws Exception {
        objects.write(key, CONTENT);
        objects.write(key + "x", OTHER);
        var source = objects.readable(key, CONTENT.length, Optional.empty(), LIFE);

        var other = new Source(
                source.url().replace(key + "?", key + "x?"), source.headers(), CONTENT.length, Optional.empty());

        assertThat(other.url()).isNotEqualTo(source.url());
        assertThat(get(other).statusCode()).isEqualTo(403);
    }

    @Test
    void a_changed_signature_opens_nothing() throws Exception {
        objects.write(key, CONTENT);
        var source = objects.readable(key, CONTENT.length, Optional.empty(), LIFE);
        var url = source.url();
        var forged = url.substring(0, url.length() - 1) + (url.endsWith("0") ? "1" : "0");

        assertThat(get(new Source(forged, source.headers(), 10, Optional.empty()))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void a_range_is_part_of_the_signature() throws Exception {
        objects.write(key, CONTENT);
        var source = objects.readable(key, new ByteRange(2, 3), Optional.empty(), LIFE);

        assertThat(get(source).body()).isEqualTo("234".getBytes(StandardCharsets.US_ASCII));
        assertThat(source.bytes()).isEqualTo(3);
        for (var headers : List.of(Map.<String, String>of(), Map.of("range", "bytes=0-9"))) {
            assertThat(get(new Source(source.url(), headers, 10, Optional.empty()))
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void what_does_not_exist_is_not_found() throws Exception {
        assertThat(get(objects.readable(key, 10, Optional.empty(), LIFE)).statusCode())
                .isEqualTo(404);
    }

    @Test
    void an_object_is_written_once_and_never_again() throws Exception {
        var sink = objects.writable(key, CONTENT.length, LIFE);

        assertThat(put(sink, CONTENT)).isEqualTo(200);
        assertThat(put(sink, OTHER)).isEqualTo(412);
        assertThat(objects.sha256(key)).contains(Sha256.hex(CONTENT));
    }

    @Test
    void a_second_url_for_the_same_object_does_not_overwrite_it_either() throws Exception {
        put(objects.writable(key, CONTENT.length, LIFE), CONTENT);

        assertThat(put(objects.writable(key, OTHER.length, LIFE), OTHER)).isEqualTo(412);
        assertThat(objects.sha256(key)).contains(Sha256.hex(CONTENT));
    }

    @Test
    void whoever_leaves_the_condition_away_writes_nothing() throws Exception {
        var sink = objects.writable(key, CONTENT.length, LIFE);
        var headers = without(sink.headers(), "if-none-match");

        assertThat(headers).hasSize(sink.headers().size() - 1);
        assertThat(put(sink.url(), headers, CONTENT)).isEqualTo(403);
        assertThat(objects.length(key)).isEmpty();
    }

    @Test
    void an_object_of_another_length_is_refused() throws Exception {
        var sink = objects.writable(key, CONTENT.length, LIFE);

        assertThat(put(sink, new byte[11])).isEqualTo(403);
        assertThat(put(sink, new byte[9])).isEqualTo(403);
        assertThat(put(sink, new byte[0])).isEqualTo(403);
        assertThat(objects.length(key)).isEmpty();
    }

    @Test
    void an_object_of_other_content_than_was_said_is_refused() throws Exception {
        var sink = objects.writable(key, CONTENT.length, Sha256.hex(CONTENT), LIFE);

        assertThat(put(sink, OTHER)).isBetween(400, 499);
        assertThat(objects.length(key)).isEmpty();
        assertThat(put(sink, CONTENT)).isEqualTo(200);
        assertThat(objects.sha256(key)).contains(Sha256.hex(CONTENT));
    }

    @Test
    void whoever_changes_the_hash_that_was_said_writes_nothing() throws Exception {
        var sink = objects.writable(key, CONTENT.length, Sha256.hex(CONTENT), LIFE);
        var other = objects.writable(key, OTHER.length, Sha256.hex(OTHER), LIFE);

        assertThat(put(sink.url(), other.headers(), OTHER)).isEqualTo(403);
        assertThat(objects.length(key)).isEmpty();
    }

    @Test
    void a_url_does_not_show_in_what_is_logged() {
        assertThat(objects.readable(key, 10, Optional.empty(), LIFE).toString()).doesNotContain("http");
        assertThat(objects.writable(key, 10, LIFE).toString()).doesNotContain("http");
    }

    private static HttpResponse<byte[]> get(Source source) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(source.url()));
        source.headers().forEach(request::header);
        return HTTP.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static int put(Sink sink, byte[] content) throws IOException, InterruptedException {
        return put(sink.url(), sink.headers(), content);
    }

    private static int put(String url, Map<String, String> headers, byte[] content)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url)).PUT(BodyPublishers.ofByteArray(content));
        without(headers, "content-length").forEach(request::header);
        return HTTP.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    private static Map<String, String> without(Map<String, String> headers, String name) {
        var rest = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        rest.putAll(headers);
        rest.remove(name);
        return rest;
    }
}
