package dev.iota.local.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.object.Objects;
import dev.iota.core.base.Sha256;
import dev.iota.core.wire.Sink;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** URLs as work messages have them, and what a client does with them that keeps to no rule. */
final class SignedUrls implements AutoCloseable {
    static final String S3 = "s3";
    static final Duration LIFE = Duration.ofMinutes(5);
    static final byte[] CONTENT = "0123456789".getBytes(StandardCharsets.US_ASCII);
    static final byte[] OTHER = "9876543210".getBytes(StandardCharsets.US_ASCII);
    static final String HASH = Sha256.hex(CONTENT);

    private static final Set<String> WRITTEN_BY_CLIENT = Set.of("host", "content-length");

    final Objects objects;
    private final GuardedCloud guarded;
    private final S3Presigner presigner;

    /** Of the orchestrator. */
    SignedUrls(GuardedCloud guarded) {
        this(guarded, guarded.owner());
    }

    /** Signed with these credentials. */
    SignedUrls(GuardedCloud guarded, AwsCredentials credentials) {
        this.guarded = guarded;
        this.presigner = S3Presigner.builder()
                .endpointOverride(guarded.file().s3())
                .region(Region.of(guarded.file().region()))
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .build();
        this.objects = new Objects(guarded.cloud.localClients.s3(), presigner, GuardedCloud.NAMES);
    }

    void accepted(Sink sink) throws IOException, InterruptedException {
        assertThat(send("PUT", sink.url(), sink.headers(), bytes(CONTENT)).statusCode())
                .isEqualTo(200);
        var key = URI.create(sink.url())
                .getPath()
                .substring(GuardedCloud.NAMES.objects().length() + 2);
        assertThat(objects.sha256(key)).contains(HASH);
    }

    void refused(int status, String method, String url, Map<String, String> headers, BodyPublisher body)
            throws Exception {
        var before = total();
        var answer = send(method, url, headers, body);
        assertThat(answer.statusCode())
                .as("%s %s: %s", method, url, answer.body())
                .isEqualTo(status);
        assertThat(total()).as("refusals").isGreaterThan(before);
    }

    private long total() {
        return Stream.of(
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

    HttpResponse<String> send(String method, String url, Map<String, String> headers, BodyPublisher body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url)).method(method, body);
        headers.forEach((name, value) -> {
            if (!WRITTEN_BY_CLIENT.contains(name.toLowerCase(Locale.ROOT))) {
                request.header(name, value);
            }
        });
        return guarded.http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    static BodyPublisher bytes(byte[] content) {
        return BodyPublishers.ofByteArray(content);
    }

    static BodyPublisher none() {
        return BodyPublishers.noBody();
    }

    @Override
    public void close() {
        presigner.close();
    }
}
