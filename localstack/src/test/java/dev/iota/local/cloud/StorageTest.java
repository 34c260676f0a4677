package dev.iota.local.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.cloud.shape.Resources;
import dev.iota.local.cloud.provision.Buckets;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.StsException;

@Tag("cloud")
@TestInstance(Lifecycle.PER_CLASS)
class StorageTest {
    private static final String BUCKET = CloudFixture.NAMES.objects();
    private static final String ROLE = "arn:aws:iam::000000000000:role/miner";

    private CloudFixture cloud;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        cloud = new CloudFixture(folder);
    }

    @AfterAll
    void stop() {
        cloud.close();
    }

    @Test
    void objects_go_when_their_prefix_has_expired_and_others_stay() {
        put("hop/one");
        put("tokens/one");
        var shape = Resources.of(CloudFixture.NAMES).buckets().getFirst();
        var early = new Buckets(cloud.localClients.s3(), Clock.offset(Clock.systemUTC(), Duration.ofHours(23)));
        var late = new Buckets(cloud.localClients.s3(), Clock.offset(Clock.systemUTC(), Duration.ofHours(25)));

        assertThat(early.sweep(shape)).isZero();
        assertThat(late.sweep(shape)).isEqualTo(1);

        assertThat(cloud.localClients
                        .s3()
                        .listObjectsV2(request -> request.bucket(BUCKET))
                        .contents())
                .extracting(S3Object::key)
                .contains("tokens/one")
                .doesNotContain("hop/one");
    }

    @Test
    void an_object_is_never_written_twice_under_a_condition() {
        cloud.localClients
                .s3()
                .putObject(
                        request -> request.bucket(BUCKET).key("once").ifNoneMatch("*"),
                        RequestBody.fromString("first"));

        assertThatThrownBy(() -> cloud.localClients
                        .s3()
                        .putObject(
                                request -> request.bucket(BUCKET).key("once").ifNoneMatch("*"),
                                RequestBody.fromString("second")))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(412));
    }

    @Test
    void an_assumed_role_has_credentials_of_its_own_that_reach_what_their_policy_names() {
        try (var sts = sts()) {
            var policy = """
                    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:PutObject",
                        "Resource": "arn:aws:s3:::%s/issued"}]}
                    """.formatted(BUCKET);
            var answer = sts.assumeRole(request -> request.roleArn(ROLE)
                    .roleSessionName("5Grwva")
                    .durationSeconds(900)
                    .policy(policy));
            var issued = answer.credentials();

            assertThat(answer.assumedRoleUser().arn()).isEqualTo("arn:aws:sts::000000000000:assumed-role/miner/5Grwva");
            assertThat(issued.expiration())
                    .isBetween(Instant.now().plusSeconds(800), Instant.now().plusSeconds(900));
            assertThat(sts.assumeRole(request -> request.roleArn(ROLE)
                                    .roleSessionName("5Grwva")
                                    .policy(policy))
                            .credentials()
                            .accessKeyId())
                    .isNotEqualTo(issued.accessKeyId());
            try (var s3 = s3(AwsSessionCredentials.create(
                    issued.accessKeyId(), issued.secretAccessKey(), issued.sessionToken()))) {
                s3.putObject(request -> request.bucket(BUCKET).key("issued"), RequestBody.fromString("x"));
                for (Consumer<S3Client> other : List.<Consumer<S3Client>>of(
                        client -> client.putObject(
                                request -> request.bucket(BUCKET).key("issued2"), RequestBody.fromString("x")),
                        client -> client.getObject(
                                request -> request.bucket(BUCKET).key("issued")),
                        client -> client.deleteObject(
                                request -> request.bucket(BUCKET).key("issued")),
                        client -> client.listObjectsV2(request -> request.bucket(BUCKET)),
                        S3Client::listBuckets,
                        client -> client.copyObject(request -> request.sourceBucket(BUCKET)
                                .sourceKey("issued")
                                .destinationBucket(BUCKET)
                                .destinationKey("issued")))) {
                    assertThatThrownBy(() -> other.accept(s3))
                            .isInstanceOfSatisfying(S3Exception.class, e -> assertThat(e.statusCode())
                                    .isEqualTo(403));
                }
            }
        }
    }

    @Test
    void an_unknown_key_and_a_wrong_secret_are_refused() {
        var file = cloud.cloud.file();
        for (var wrong : new AwsCredentials[] {
            AwsBasicCredentials.create("AKIANOBODY", "x"), AwsBasicCredentials.create(file.accessKeyId(), "x")
        }) {
            try (var s3 = s3(wrong)) {
                assertThatThrownBy(() -> s3.listObjectsV2(request -> request.bucket(BUCKET)))
                        .isInstanceOfSatisfying(S3Exception.class, e -> assertThat(e.statusCode())
                                .isEqualTo(403));
            }
        }
    }

    @Test
    void a_request_for_a_role_that_makes_no_sense_is_refused_with_its_value() {
        try (var sts = sts()) {
            assertThatThrownBy(() -> sts.assumeRole(
                            request -> request.roleArn("arn:of:nothing:at:all").roleSessionName("5Grwva")))
                    .isInstanceOf(StsException.class)
                    .hasMessageContaining("arn:of:nothing:at:all");
            assertThatThrownBy(() -> sts.assumeRole(request ->
                            request.roleArn(ROLE).roleSessionName("5Grwva").durationSeconds(1)))
                    .isInstanceOf(StsException.class)
                    .hasMessageContaining("DurationSeconds is 1");
            assertThatThrownBy(() -> sts.assumeRole(request -> request.roleArn(ROLE)
                            .roleSessionName("5Grwva")
                            .policy("{\"Version\":\"2012-10-17\",\"Statement\":[]}")))
                    .isInstanceOf(StsException.class)
                    .hasMessageContaining("Statement");
            assertThatThrownBy(sts::getSessionToken)
                    .isInstanceOf(StsException.class)
                    .hasMessageContaining("GetSessionToken");
        }
    }

    private void put(String key) {
        cloud.localClients.s3().putObject(request -> request.bucket(BUCKET).key(key), RequestBody.fromString(key));
    }

    private StsClient sts() {
        var file = cloud.cloud.file();
        return StsClient.builder()
                .endpointOverride(file.sts())
                .region(Region.of(file.region()))
                .httpClient(cloud.localClients.http())
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(file.accessKeyId(), file.secretAccessKey())))
                .build();
    }

    private S3Client s3(AwsCredentials credentials) {
        URI endpoint = cloud.cloud.file().s3();
        return S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.of(cloud.cloud.file().region()))
                .httpClient(cloud.localClients.http())
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .build();
    }
}
