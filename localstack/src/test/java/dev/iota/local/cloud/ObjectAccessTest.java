package dev.iota.local.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.object.Objects;
import dev.iota.core.base.Sha256;
import dev.iota.core.wire.Sink;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** What a URL of a work message reaches, over sockets. */
@Tag("cloud")
@Tag("security")
@TestInstance(Lifecycle.PER_CLASS)
class ObjectAccessTest {
    private static final String S3 = "s3";
    private static final Duration LIFE = Duration.ofMinutes(5);
    private static final byte[] CONTENT = "0123456789".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OTHER = "9876543210".getBytes(StandardCharsets.US_ASCII);
    private static final String HASH = Sha256.hex(CONTENT);
    private static final Set<String> WRITTEN_BY_CLIENT = Set.of("host", "content-length");

    private GuardedCloud guarded;
    private S3Presigner presigner;
    private Objects objects;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        guarded = new GuardedCloud(folder);
        presigner = presigner(guarded.owner());
        objects = new Objects(guarded.cloud.localClients.s3(), presigner, GuardedCloud.NAMES);
    }

    @AfterAll
    void stop() {
        presigner.close();
        guarded.close();
    }

    @Test
    void a_url_of_one_key_reads_and_writes_no_other() throws Exception {
        objects.write("theirs", CONTENT);
        objects.write("mine", CONTENT);
        var source = objects.readable("mine", CONTENT.length, Optional.empty(), LIFE);
        var sink = objects.writable("free", CONTENT.length, LIFE);

        refused(403, "GET", source.url().replace("/mine?", "/theirs?"), source.headers(), none());
        refused(403, "PUT", sink.url().replace("/free?", "/other?"), sink.headers(), bytes(CONTENT));
        refused(403, "PUT", sink.url().replace("/free?", "/theirs?"), sink.headers(), bytes(OTHER));
        refused(403, "PUT", sink.url().replace("/free?", "/x/../free?"), sink.headers(), bytes(CONTENT));

        assertThat(objects.length("other")).isEmpty();
        assertThat(objects.length("free")).isEmpty();
        assertThat(objects.sha256("theirs")).contains(HASH);
        assertThat(send("GET", source.url(), source.headers(), none()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_url_is_for_one_method() throws Exception {
        objects.write("read", CONTENT);
        var source = objects.readable("read", CONTENT.length, Optional.empty(), LIFE);
        var sink = objects.writable("read", CONTENT.length, LIFE);

        for (var other : List.of("PUT", "DELETE", "POST", "HEAD")) {
            refused(403, other, source.url(), source.headers(), other.equals("PUT") ? bytes(OTHER) : none());
        }
        for (var other : List.of("GET", "DELETE", "POST", "HEAD")) {
            refused(403, other, sink.url(), sink.headers(), none());
        }
        assertThat(objects.sha256("read")).contains(HASH);
    }

    @Test
    void a_longer_and_a_shorter_body_are_refused() throws Exception {
        var sink = objects.writable("length", CONTENT.length, LIFE);

        refused(403, "PUT", sink.url(), sink.headers(), bytes(new byte[CONTENT.length + 1]));
        refused(403, "PUT", sink.url(), sink.headers(), bytes(new byte[CONTENT.length - 1]));
        refused(403, "PUT", sink.url(), sink.headers(), none());
        refused(
                403,
                "PUT",
                sink.url(),
                sink.headers(),
                BodyPublishers.fromPublisher(bytes(CONTENT))); // in chunks, of no announced length

        assertThat(objects.length("length")).isEmpty();
        accepted(sink);
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
        accepted(sink);
    }

    @Test
    void an_accepted_object_is_never_written_again() throws Exception {
        var sink = objects.writable("accepted", CONTENT.length, LIFE);
        accepted(sink);

        refused(412, "PUT", sink.url(), sink.headers(), bytes(OTHER));
        var unconditional = new java.util.TreeMap<>(sink.headers());
        unconditional.keySet().removeIf("if-none-match"::equalsIgnoreCase);
        refused(403, "PUT", sink.url(), unconditional, bytes(OTHER));
        unconditional.put("if-none-match", "\"other\"");
        refused(403, "PUT", sink.url(), unconditional, bytes(OTHER));

        assertThat(objects.sha256("accepted")).contains(HASH);
    }

    @Test
    void an_announced_content_is_stored_and_no_other() throws Exception {
        var sink = objects.writable("announced", CONTENT.length, HASH, LIFE);

        refused(400, "PUT", sink.url(), sink.headers(), bytes(OTHER));
        var without = new java.util.TreeMap<>(sink.headers());
        without.keySet().removeIf("x-amz-checksum-sha256"::equalsIgnoreCase);
        refused(403, "PUT", sink.url(), without, bytes(OTHER));

        assertThat(objects.length("announced")).isEmpty();
        accepted(sink);
    }

    @Test
    void a_url_ends_with_its_life(@TempDir Path folder) throws Exception {
        try (var aged = new GuardedCloud(folder);
                var signer = presigner(aged, aged.owner())) {
            var there = new Objects(aged.cloud.localClients.s3(), signer, GuardedCloud.NAMES);
            there.write("kept", CONTENT);
            var source = there.readable("kept", CONTENT.length, Optional.empty(), LIFE);
            var sink = there.writable("late", CONTENT.length, LIFE);
            aged.clock.pass(LIFE.minusSeconds(30));
            assertThat(send("GET", source.url(), source.headers(), none()).statusCode())
                    .isEqualTo(200);

            aged.clock.pass(Duration.ofMinutes(1));

            aged.counted(S3, "AccessDenied", () -> assertThat(
                            send("GET", source.url(), source.headers(), none()).statusCode())
                    .isEqualTo(403));
            aged.counted(S3, "AccessDenied", () -> assertThat(send("PUT", sink.url(), sink.headers(), bytes(CONTENT))
                            .statusCode())
                    .isEqualTo(403));
            assertThat(there.length("late")).isEmpty();
        }
    }

    @Test
    void a_longer_life_cannot_be_written_into_a_url() throws Exception {
        var sink = objects.writable("longer", CONTENT.length, LIFE);

        refused(
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
                refused(403, "PUT", other, sink.headers(), bytes(CONTENT));
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
            var more = new java.util.TreeMap<>(sink.headers());
            more.put(header.getKey(), header.getValue());
            refused(403, "PUT", sink.url(), more, bytes(CONTENT));
        }
        assertThat(objects.length("meant")).isEmpty();
    }

    @Test
    void the_type_of_a_body_does_not_change_what_is_stored() throws Exception {
        for (var type : List.of("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain")) {
            var key = "typed" + type.length();
            var sink = objects.writable(key, CONTENT.length, LIFE);
            var more = new java.util.TreeMap<>(sink.headers());
            more.put("content-type", type);

            var status = send("PUT", sink.url(), more, bytes(CONTENT)).statusCode();

            assertThat(objects.sha256(key)).as(type).isEqualTo(status == 200 ? Optional.of(HASH) : Optional.empty());
        }
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
            refused(403, "GET", url, Map.of(), none());
        }
        refused(403, "PUT", bucket + "/unsigned", Map.of(), bytes(CONTENT));
        refused(403, "DELETE", bucket + "/private", Map.of(), none());
        refused(403, "POST", bucket, Map.of("content-type", "multipart/form-data; boundary=x"), bytes(CONTENT));

        assertThat(objects.sha256("private")).contains(HASH);
        assertThat(objects.length("unsigned")).isEmpty();
    }

    @Test
    void a_url_lists_nothing() throws Exception {
        objects.write("listed", CONTENT);
        var source = objects.readable("listed", CONTENT.length, Optional.empty(), LIFE);

        refused(403, "GET", source.url().replace("/listed?", "?"), source.headers(), none());
        refused(403, "GET", source.url().replace("/listed?", "?list-type=2&"), source.headers(), none());
        refused(403, "GET", source.url() + "&acl=", source.headers(), none());
        refused(403, "POST", source.url() + "&uploads=", source.headers(), none());
    }

    @Test
    void credentials_of_a_miner_reach_no_object() throws Exception {
        objects.write("orchestrator", CONTENT);
        var issued = GuardedCloud.of(guarded.issue());
        try (var own = presigner(issued)) {
            var theirs = new Objects(guarded.cloud.localClients.s3(), own, GuardedCloud.NAMES);
            var source = theirs.readable("orchestrator", CONTENT.length, Optional.empty(), LIFE);
            var sink = theirs.writable("written", CONTENT.length, LIFE);

            refused(403, "GET", source.url(), source.headers(), none());
            refused(403, "PUT", sink.url(), sink.headers(), bytes(CONTENT));
        }
        assertThat(objects.length("written")).isEmpty();
    }

    private void accepted(Sink sink) throws IOException, InterruptedException {
        assertThat(send("PUT", sink.url(), sink.headers(), bytes(CONTENT)).statusCode())
                .isEqualTo(200);
        var key = URI.create(sink.url())
                .getPath()
                .substring(GuardedCloud.NAMES.objects().length() + 2);
        assertThat(objects.sha256(key)).contains(HASH);
    }

    private void refused(int status, String method, String url, Map<String, String> headers, BodyPublisher body)
            throws Exception {
        var before = total();
        var answer = send(method, url, headers, body);
        assertThat(answer.statusCode())
                .as("%s %s: %s", method, url, answer.body())
                .isEqualTo(status);
        assertThat(total()).as("refusals").isGreaterThan(before);
    }

    private long total() {
        return java.util.stream.Stream.of(
                        "AccessDenied",
                        "MissingAuthenticationToken",
                        "IncompleteSignature",
                        "InvalidArgument",
                        "HTTP 400",
                        "HTTP 403",
                        "HTTP 412")
                .mapToLong(reason -> guarded.refused(S3, reason))
                .sum();
    }

    private HttpResponse<String> send(String method, String url, Map<String, String> headers, BodyPublisher body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url)).method(method, body);
        headers.forEach((name, value) -> {
            if (!WRITTEN_BY_CLIENT.contains(name.toLowerCase(Locale.ROOT))) {
                request.header(name, value);
            }
        });
        return guarded.http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static BodyPublisher bytes(byte[] content) {
        return BodyPublishers.ofByteArray(content);
    }

    private static BodyPublisher none() {
        return BodyPublishers.noBody();
    }

    private S3Presigner presigner(AwsCredentials credentials) {
        return presigner(guarded, credentials);
    }

    private static S3Presigner presigner(GuardedCloud cloud, AwsCredentials credentials) {
        return S3Presigner.builder()
                .endpointOverride(cloud.file().s3())
                .region(Region.of(cloud.file().region()))
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .build();
    }
}
