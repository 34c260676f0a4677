package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.object.Objects;
import dev.iota.core.base.Sha256;
import dev.iota.core.data.ByteRange;
import dev.iota.core.wire.Sink;
import dev.iota.core.wire.Source;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ObjectsTest {
    private static final Duration LIFE = Duration.ofMinutes(5);
    private static final byte[] CONTENT = "0123456789".getBytes(StandardCharsets.US_ASCII);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Objects objects = TestRun.of(0).services().objects();

    @Test
    void a_source_is_read_with_one_get() throws Exception {
        objects.write("a", CONTENT);

        var response = get(objects.readable("a", CONTENT.length, Optional.empty(), LIFE));

        assertThat(response.body()).isEqualTo(CONTENT);
    }

    @Tag("security")
    @Test
    void a_range_is_part_of_the_signature() throws Exception {
        objects.write("a", CONTENT);
        var source = objects.readable("a", new ByteRange(2, 3), Optional.empty(), LIFE);

        assertThat(get(source).body()).isEqualTo("234".getBytes(StandardCharsets.US_ASCII));
        assertThat(source.bytes()).isEqualTo(3);
        var greedy = new Source(source.url(), Map.of("range", "bytes=0-9"), 10, Optional.empty());
        assertThat(get(greedy).statusCode()).isEqualTo(403);
        assertThat(get(new Source(source.url(), Map.of(), 10, Optional.empty())).statusCode())
                .isEqualTo(403);
    }

    @Tag("security")
    @Test
    void a_sink_is_written_once_and_never_again() throws Exception {
        var sink = objects.writable("b", CONTENT.length, LIFE);

        assertThat(put(sink, CONTENT)).isEqualTo(200);
        assertThat(put(sink, "9876543210".getBytes(StandardCharsets.US_ASCII))).isEqualTo(412);
        assertThat(objects.sha256("b")).contains(Sha256.hex(CONTENT));
    }

    @Tag("security")
    @Test
    void a_sink_takes_its_length_and_no_other() throws Exception {
        var sink = objects.writable("c", CONTENT.length, LIFE);

        assertThat(put(sink, new byte[11])).isEqualTo(403);
        assertThat(objects.length("c")).isEmpty();
    }

    @Tag("security")
    @Test
    void a_url_is_for_one_key() throws Exception {
        objects.write("a", CONTENT);
        objects.write("z", CONTENT);
        var source = objects.readable("a", CONTENT.length, Optional.empty(), LIFE);

        var other = new Source(source.url().replace("/a?", "/z?"), source.headers(), 10, Optional.empty());

        assertThat(get(other).statusCode()).isEqualTo(403);
    }

    @Test
    void what_is_deleted_is_gone_and_what_was_never_there_is_no_error() {
        objects.write("a", CONTENT);

        objects.delete(List.of("a", "never"));

        assertThat(objects.length("a")).isEmpty();
        assertThat(objects.sha256("a")).isEmpty();
    }

    private HttpResponse<byte[]> get(Source source) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(source.url()));
        source.headers().forEach(request::header);
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private int put(Sink sink, byte[] content) throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create(sink.url())).PUT(HttpRequest.BodyPublishers.ofByteArray(content));
        sink.headers().forEach((name, value) -> {
            if (!name.equalsIgnoreCase("content-length")) {
                request.header(name, value);
            }
        });
        return http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
