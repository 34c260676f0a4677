package dev.iota.local.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.client.Credentials;
import dev.iota.cloud.shape.Names;
import dev.iota.core.api.QueueCredentials;
import dev.iota.core.identity.KeyPair;
import dev.iota.local.cloud.net.CloudException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * An embedded cloud with a clock that can be moved, and a miner with an inbox and credentials as registration gives
 * them.
 */
final class GuardedCloud implements AutoCloseable {
    static final Names NAMES = CloudFixture.NAMES;
    private static final Set<String> WRITTEN_BY_CLIENT = Set.of("host", "content-length");

    final ShiftedClock clock = new ShiftedClock();
    final CloudFixture cloud;
    final String inbox;
    final String foreignInbox;
    final String events;
    final HttpClient http = HttpClient.newHttpClient();
    private final StsClient sts;
    private final KeyPair miner = KeyPair.generate(new SecureRandom());

    GuardedCloud(Path folder) throws IOException, CloudException {
        cloud = new CloudFixture(folder, 0, clock);
        inbox = queue(NAMES.inbox("5Mine", 1));
        foreignInbox = queue(NAMES.inbox("5Other", 2));
        events = cloud.queueUrl(NAMES.events());
        sts = client(StsClient.builder().endpointOverride(file().sts()), owner());
    }

    CloudFile file() {
        return cloud.cloud.file();
    }

    private String queue(String name) {
        return cloud.localClients
                .sqs()
                .createQueue(request -> request.queueName(name))
                .queueUrl();
    }

    /** Credentials of the miner, from an unmodified client of STS. */
    QueueCredentials issue() {
        return new Credentials(sts, NAMES, file().region()).issue(miner.hotkey(), inbox, events);
    }

    /** Credentials with another policy. */
    QueueCredentials issue(String policy) {
        var given = sts.assumeRole(request -> request.roleArn("arn:aws:iam::000000000000:role/any")
                        .roleSessionName("any")
                        .policy(policy))
                .credentials();
        return new QueueCredentials(
                given.accessKeyId(), given.secretAccessKey(), given.sessionToken(), given.expiration());
    }

    AwsCredentials owner() {
        return AwsBasicCredentials.create(file().accessKeyId(), file().secretAccessKey());
    }

    static AwsCredentials of(QueueCredentials issued) {
        return AwsSessionCredentials.create(issued.accessKeyId(), issued.secretAccessKey(), issued.sessionToken());
    }

    SqsClient sqs(QueueCredentials issued) {
        return client(SqsClient.builder().endpointOverride(file().sqs()), of(issued));
    }

    StsClient sts(QueueCredentials issued) {
        return client(StsClient.builder().endpointOverride(file().sts()), of(issued));
    }

    <B extends AwsClientBuilder<B, C> & software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder<B, C>, C>
            C client(B builder, AwsCredentials credentials) {
        return builder.region(Region.of(file().region()))
                .httpClient(cloud.localClients.http())
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .build();
    }

    /** Headers of a genuine call of SQS, signed by the time of the cloud's clock. */
    Map<String, String> sign(AwsCredentials credentials, String action, String body) {
        return sign(credentials, "sqs", action, body);
    }

    Map<String, String> sign(AwsCredentials credentials, String service, String action, String body) {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var request = SdkHttpFullRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(file().sqs())
                .putHeader("Content-Type", "application/x-amz-json-1.0")
                .putHeader("X-Amz-Target", "AmazonSQS." + action)
                .build();
        var signed = AwsV4HttpSigner.create().sign(sign -> sign.identity(credentials)
                .request(request)
                .payload(() -> new java.io.ByteArrayInputStream(bytes))
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                .putProperty(AwsV4HttpSigner.REGION_NAME, file().region())
                .putProperty(HttpSigner.SIGNING_CLOCK, clock));
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        signed.request().headers().forEach((name, values) -> headers.put(name, String.join(",", values)));
        return headers;
    }

    /** Sends exactly this. */
    HttpResponse<String> post(URI uri, Map<String, String> headers, String body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(body));
        headers.forEach((name, value) -> {
            if (!WRITTEN_BY_CLIENT.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                request.header(name, value);
            }
        });
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** A genuine call of SQS by the time of the cloud's clock. */
    HttpResponse<String> call(AwsCredentials credentials, String action, String body)
            throws IOException, InterruptedException {
        return post(file().sqs(), sign(credentials, action, body), body);
    }

    /** Messages in a queue, visible or not. */
    List<String> counts(String queue) {
        return cloud
                .localClients
                .sqs()
                .getQueueAttributes(request -> request.queueUrl(queue)
                        .attributeNamesWithStrings(
                                "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"))
                .attributesAsStrings()
                .entrySet()
                .stream()
                .map(Object::toString)
                .sorted()
                .toList();
    }

    /** How often a service refused something for a reason, as the gateway tells whoever asks. */
    long refused(String service, String reason) {
        try {
            var text = CloudFixture.http(HttpRequest.newBuilder(file().sqs().resolve("/prometheus"))
                            .build())
                    .body();
            var name = "iota_cloud_refused_total{service=\"%s\",reason=\"%s\"} ".formatted(service, reason);
            return text.lines()
                    .filter(line -> line.startsWith(name))
                    .map(line -> Long.parseLong(line.substring(name.length())))
                    .collect(Collectors.summingLong(Long::longValue));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Something that must be refused. */
    interface Attempt {
        void run() throws Exception;
    }

    /** Checks that what a service refuses for this reason is counted. */
    void counted(String service, String reason, Attempt attempt) throws Exception {
        var before = refused(service, reason);
        attempt.run();
        assertThat(refused(service, reason))
                .as("refusals of %s for %s", service, reason)
                .isGreaterThan(before);
    }

    @Override
    public void close() {
        http.close();
        sts.close();
        cloud.close();
    }
}
