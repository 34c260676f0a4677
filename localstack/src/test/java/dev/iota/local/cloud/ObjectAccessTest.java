package dev.iota.local.cloud;

import static dev.iota.local.cloud.SignedUrls.CONTENT;
import static dev.iota.local.cloud.SignedUrls.HASH;
import static dev.iota.local.cloud.SignedUrls.LIFE;
import static dev.iota.local.cloud.SignedUrls.OTHER;
import static dev.iota.local.cloud.SignedUrls.S3;
import static dev.iota.local.cloud.SignedUrls.bytes;
import static dev.iota.local.cloud.SignedUrls.none;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.object.Objects;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a URL of a work message reaches, over sockets. */
@Tag("cloud")
@Tag("security")
@ExtendWith(SharedCloud.class)
@TestInstance(Lifecycle.PER_CLASS)
class ObjectAccessTest {
    private GuardedCloud guarded;
    private SignedUrls urls;
    private Objects objects;

    @BeforeAll
    void start(GuardedCloud guarded) {
        this.guarded = guarded;
        urls = new SignedUrls(guarded);
        objects = urls.objects;
    }

    @AfterAll
    void stop() {
        urls.close();
    }

    @Test
    void a_url_of_one_key_reads_and_writes_no_other() throws Exception {
        objects.write("theirs", CONTENT);
        objects.write("mine", CONTENT);
        var source = objects.readable("mine", CONTENT.length, Optional.empty(), LIFE);
        var sink = objects.writable("free", CONTENT.length, LIFE);

        urls.refused(403, "GET", source.url().replace("/mine?", "/theirs?"), source.headers(), none());
        urls.refused(403, "PUT", sink.url().replace("/free?", "/other?"), sink.headers(), bytes(CONTENT));
        urls.refused(403, "PUT", sink.url().replace("/free?", "/theirs?"), sink.headers(), bytes(OTHER));
        urls.refused(403, "PUT", sink.url().replace("/free?", "/x/../free?"), sink.headers(), bytes(CONTENT));

        assertThat(objects.length("other")).isEmpty();
        assertThat(objects.length("free")).isEmpty();
        assertThat(objects.sha256("theirs")).contains(HASH);
        assertThat(urls.send("GET", source.url(), source.headers(), none()).statusCode())
                .isEqualTo(200);
    }

    /** By that miners tell the store's answers from those of a proxy. */
    @Test
    void every_answer_names_its_request_as_S3_does() throws Exception {
        objects.write("there", CONTENT);
        var there = objects.readable("there", CONTENT.length, Optional.empty(), LIFE);
        var missing = objects.readable("missing", CONTENT.length, Optional.empty(), LIFE);
        var sink = objects.writable("new", CONTENT.length, LIFE);
        var part = new TreeMap<>(there.headers());
        part.put("range", "bytes=2-4");
        var answers = List.of(
                urls.send("GET", there.url(), there.headers(), none()),
                urls.send("GET", there.url(), part, none()),
                urls.send("GET", missing.url(), missing.headers(), none()),
                urls.send("GET", there.url().replace("/there?", "/missing?"), there.headers(), none()),
                urls.send("PUT", sink.url(), sink.headers(), bytes(CONTENT)),
                urls.send("PUT", sink.url(), sink.headers(), bytes(CONTENT)));

        assertThat(answers).extracting(HttpResponse::statusCode).containsExactly(200, 206, 404, 403, 200, 412);
        assertThat(answers).allSatisfy(answer -> assertThat(answer.headers().firstValue("x-amz-request-id"))
                .isPresent());
    }

    @Test
    void a_url_is_for_one_method() throws Exception {
        objects.write("read", CONTENT);
        var source = objects.readable("read", CONTENT.length, Optional.empty(), LIFE);
        var sink = objects.writable("read", CONTENT.length, LIFE);

        for (var other : List.of("PUT", "DELETE", "POST", "HEAD")) {
            urls.refused(403, other, source.url(), source.headers(), other.equals("PUT") ? bytes(OTHER) : none());
        }
        for (var other : List.of("GET", "DELETE", "POST", "HEAD")) {
            urls.refused(403, other, sink.url(), sink.headers(), none());
        }
        assertThat(objects.sha256("read")).contains(HASH);
    }

    @Test
    void a_url_ends_with_its_life(@TempDir Path folder) throws Exception {
        try (var aged = new GuardedCloud(folder);
                var own = new SignedUrls(aged)) {
            var there = own.objects;
            there.write("kept", CONTENT);
            var source = there.readable("kept", CONTENT.length, Optional.empty(), LIFE);
            var sink = there.writable("late", CONTENT.length, LIFE);
            aged.clock.pass(LIFE.minusSeconds(30));
            assertThat(urls.send("GET", source.url(), source.headers(), none()).statusCode())
                    .isEqualTo(200);

            aged.clock.pass(Duration.ofMinutes(1));

            aged.counted(S3, "AccessDenied", () -> assertThat(urls.send("GET", source.url(), source.headers(), none())
                            .statusCode())
                    .isEqualTo(403));
            aged.counted(
                    S3, "AccessDenied", () -> assertThat(urls.send("PUT", sink.url(), sink.headers(), bytes(CONTENT))
                                    .statusCode())
                            .isEqualTo(403));
            assertThat(there.length("late")).isEmpty();
        }
    }

    @Test
    void a_longer_life_cannot_be_written_into_a_url() throws Exception {
        var sink = objects.writable("longer", CONTENT.length, LIFE);

        urls.refused(
                403,
                "PUT",
                sink.url().replace("X-Amz-Expires=300", "X-Amz-Expires=3000"),
                sink.headers(),
                bytes(CONTENT));

        assertThat(objects.length("longer")).isEmpty();
    }

    @Test
    void a_tampered_signature_is_refused() throws Exception {
        var sink = objects.writable("tampered", CONTENT.length, LIFE);
        var url = sink.url().replaceFirst("X-Amz-Signature=.", "X-Amz-Signature=");

        for (var digit : List.of("0", "1")) {
            var other = url.replace("X-Amz-Signature=", "X-Amz-Signature=" + digit);
            if (!other.equals(sink.url())) {
                urls.refused(403, "PUT", other, sink.headers(), bytes(CONTENT));
            }
        }
        assertThat(objects.length("tampered")).isEmpty();
    }

    @Test
    void a_header_that_changes_the_meaning_must_be_signed() throws Exception {
        objects.write("secret", CONTENT);
        var sink = objects.writable("meant", CONTENT.length, LIFE);

        for (var header : Map.of(
                        "x-amz-copy-source",
                        GuardedCloud.NAMES.objects() + "/secret",
                        "x-amz-acl",
                        "public-read",
                        "x-amz-meta-note",
                        "x",
                        "x-amz-content-sha256",
                        "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
                        "x-amz-decoded-content-length",
                        "5")
                .entrySet()) {
            var more = new TreeMap<>(sink.headers());
            more.put(header.getKey(), header.getValue());
            urls.refused(403, "PUT", sink.url(), more, bytes(CONTENT));
        }
        assertThat(objects.length("meant")).isEmpty();
    }

    @Test
    void nothing_is_done_without_a_signature() throws Exception {
        objects.write("private", CONTENT);
        var bucket = guarded.file().s3() + "/" + GuardedCloud.NAMES.objects();

        for (var url : List.of(
                bucket + "/private",
                bucket,
                bucket + "?list-type=2",
                guarded.file().s3() + "/")) {
            urls.refused(403, "GET", url, Map.of(), none());
        }
        urls.refused(403, "PUT", bucket + "/unsigned", Map.of(), bytes(CONTENT));
        urls.refused(403, "DELETE", bucket + "/private", Map.of(), none());
        urls.refused(403, "POST", bucket, Map.of("content-type", "multipart/form-data; boundary=x"), bytes(CONTENT));

        assertThat(objects.sha256("private")).contains(HASH);
        assertThat(objects.length("unsigned")).isEmpty();
    }

    @Test
    void a_url_lists_nothing() throws Exception {
        objects.write("listed", CONTENT);
        var source = objects.readable("listed", CONTENT.length, Optional.empty(), LIFE);

        urls.refused(403, "GET", source.url().replace("/listed?", "?"), source.headers(), none());
        urls.refused(403, "GET", source.url().replace("/listed?", "?list-type=2&"), source.headers(), none());
        urls.refused(403, "GET", source.url() + "&acl=", source.headers(), none());
        urls.refused(403, "POST", source.url() + "&uploads=", source.headers(), none());
    }

    @Test
    void credentials_of_a_miner_reach_no_object() throws Exception {
        objects.write("orchestrator", CONTENT);
        var issued = GuardedCloud.of(guarded.issue());
        try (var own = new SignedUrls(guarded, issued)) {
            var theirs = own.objects;
            var source = theirs.readable("orchestrator", CONTENT.length, Optional.empty(), LIFE);
            var sink = theirs.writable("written", CONTENT.length, LIFE);

            urls.refused(403, "GET", source.url(), source.headers(), none());
            urls.refused(403, "PUT", sink.url(), sink.headers(), bytes(CONTENT));
        }
        assertThat(objects.length("written")).isEmpty();
    }
}
