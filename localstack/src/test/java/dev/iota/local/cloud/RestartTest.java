package dev.iota.local.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.cloud.shape.Names;
import dev.iota.local.cloud.net.CloudException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** The cloud as a process that is killed and started again. */
@Tag("cloud")
class RestartTest {
    private static final Names NAMES = CloudFixture.NAMES;

    @Test
    void a_killed_cloud_goes_on_where_it_was(@TempDir Path folder) throws Exception {
        var log = folder.resolve("cloud.log");
        var run = folder.resolve("run");
        URI presigned;
        CloudFile before;
        try (var first = CloudProcess.start(ProbeCloud.class, run, NAMES.run(), log)) {
            before = CloudFile.read(run);
            var localClients = LocalClients.of(before);
            assertThat(CloudFixture.post(first.api(), "/v1/count").body()).isEqualTo("1");
            localClients
                    .s3()
                    .putObject(
                            request -> request.bucket(NAMES.objects()).key("hop/a/b"), RequestBody.fromString("kept"));
            presigned = presign(before);
            localClients.close();

            first.process().destroyForcibly();
            assertThat(first.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
        }

        try (var second = CloudProcess.start(ProbeCloud.class, run, NAMES.run(), log)) {
            var after = CloudFile.read(run);
            assertThat(after.api()).isEqualTo(before.api()).isEqualTo(second.api());
            assertThat(after.sqs()).isEqualTo(before.sqs());
            assertThat(CloudFixture.post(second.api(), "/v1/count").body()).isEqualTo("2");
            assertThat(CloudFixture.http(HttpRequest.newBuilder(presigned).build())
                            .body())
                    .isEqualTo("kept");
            second.process().destroy();
            assertThat(second.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(Files.readString(log)).as("what it wrote to its log").isEmpty();
    }

    @Test
    void a_cloud_that_cannot_start_says_why_and_ends(@TempDir Path folder) throws Exception {
        var log = folder.resolve("cloud.log");

        assertThatThrownBy(() -> CloudProcess.start(ProbeCloud.class, folder.resolve("run"), "No_Name", log))
                .isInstanceOf(CloudException.class)
                .hasMessageContaining(log.toString());
        assertThat(Files.readString(log)).contains("run name 'No_Name'");
    }

    @Test
    void a_folder_that_cannot_be_made_is_named(@TempDir Path folder) throws Exception {
        var log = folder.resolve("cloud.log");
        var file = Files.writeString(folder.resolve("file"), "in the way");

        assertThatThrownBy(() -> CloudProcess.start(ProbeCloud.class, file, NAMES.run(), log))
                .isInstanceOf(CloudException.class);
        assertThat(Files.readString(log)).contains(file + " cannot be used").contains("--dir");
    }

    private static URI presign(CloudFile file) throws Exception {
        try (var presigner = S3Presigner.builder()
                .endpointOverride(file.s3())
                .region(Region.of(file.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(file.accessKeyId(), file.secretAccessKey())))
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .build()) {
            return presigner
                    .presignGetObject(presign -> presign.signatureDuration(Duration.ofMinutes(10))
                            .getObjectRequest(get -> get.bucket(NAMES.objects()).key("hop/a/b")))
                    .url()
                    .toURI();
        }
    }
}
