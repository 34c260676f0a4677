package dev.iota.local.cloud;

import static dev.iota.local.cloud.SignedUrls.CONTENT;
import static dev.iota.local.cloud.SignedUrls.HASH;
import static dev.iota.local.cloud.SignedUrls.LIFE;
import static dev.iota.local.cloud.SignedUrls.OTHER;
import static dev.iota.local.cloud.SignedUrls.bytes;
import static dev.iota.local.cloud.SignedUrls.none;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.object.Objects;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/** What can be stored with a URL of a work message, over sockets. */
@Tag("cloud")
@Tag("security")
@ExtendWith(SharedCloud.class)
@TestInstance(Lifecycle.PER_CLASS)
class ObjectContentTest {
    private SignedUrls urls;
    private Objects objects;

    @BeforeAll
    void start(GuardedCloud guarded) {
        urls = new SignedUrls(guarded);
        objects = urls.objects;
    }

    @AfterAll
    void stop() {
        urls.close();
    }

    @Test
    void a_longer_and_a_shorter_body_are_refused() throws Exception {
        var sink = objects.writable("length", CONTENT.length, LIFE);

        urls.refused(403, "PUT", sink.url(), sink.headers(), bytes(new byte[CONTENT.length + 1]));
        urls.refused(403, "PUT", sink.url(), sink.headers(), bytes(new byte[CONTENT.length - 1]));
        urls.refused(403, "PUT", sink.url(), sink.headers(), none());
        urls.refused(
                403,
                "PUT",
                sink.url(),
                sink.headers(),
                BodyPublishers.fromPublisher(bytes(CONTENT))); // in chunks, of no announced length

        assertThat(objects.length("length")).isEmpty();
        urls.accepted(sink);
    }

    @Test
    void a_body_that_ends_early_is_not_stored() throws Exception {
        var sink = objects.writable("torn", CONTENT.length, LIFE);
        var uri = URI.create(sink.url());
        try (var socket = new Socket(uri.getHost(), uri.getPort())) {
            var head = new StringBuilder("PUT %s?%s HTTP/1.1\r\n".formatted(uri.getRawPath(), uri.getRawQuery()));
            head.append("Host: ").append(uri.getAuthority()).append("\r\n");
            sink.headers()
                    .forEach((name, value) ->
                            head.append(name).append(": ").append(value).append("\r\n"));
            if (!sink.headers().containsKey("content-length")) {
                head.append("Content-Length: ").append(CONTENT.length).append("\r\n");
            }
            socket.getOutputStream().write((head + "\r\n01234").getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).doesNotContain(" 200 ");
        }

        assertThat(objects.length("torn")).isEmpty();
        urls.accepted(sink);
    }

    @Test
    void an_accepted_object_is_never_written_again() throws Exception {
        var sink = objects.writable("accepted", CONTENT.length, LIFE);
        urls.accepted(sink);

        urls.refused(412, "PUT", sink.url(), sink.headers(), bytes(OTHER));
        var unconditional = new TreeMap<>(sink.headers());
        unconditional.keySet().removeIf("if-none-match"::equalsIgnoreCase);
        urls.refused(403, "PUT", sink.url(), unconditional, bytes(OTHER));
        unconditional.put("if-none-match", "\"other\"");
        urls.refused(403, "PUT", sink.url(), unconditional, bytes(OTHER));

        assertThat(objects.sha256("accepted")).contains(HASH);
    }

    @Test
    void an_announced_content_is_stored_and_no_other() throws Exception {
        var sink = objects.writable("announced", CONTENT.length, HASH, LIFE);

        urls.refused(400, "PUT", sink.url(), sink.headers(), bytes(OTHER));
        var without = new TreeMap<>(sink.headers());
        without.keySet().removeIf("x-amz-checksum-sha256"::equalsIgnoreCase);
        urls.refused(403, "PUT", sink.url(), without, bytes(OTHER));

        assertThat(objects.length("announced")).isEmpty();
        urls.accepted(sink);
    }

    @Test
    void the_type_of_a_body_does_not_change_what_is_stored() throws Exception {
        for (var type : List.of("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain")) {
            var key = "typed" + type.length();
            var sink = objects.writable(key, CONTENT.length, LIFE);
            var more = new TreeMap<>(sink.headers());
            more.put("content-type", type);

            var status = urls.send("PUT", sink.url(), more, bytes(CONTENT)).statusCode();

            assertThat(objects.sha256(key)).as(type).isEqualTo(status == 200 ? Optional.of(HASH) : Optional.empty());
        }
    }
}
