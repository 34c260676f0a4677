package dev.iota.local.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iota.local.cloud.CloudFile;
import dev.iota.local.runner.report.Report;
import dev.iota.local.runner.report.RunOutcome;
import dev.iota.local.stack.LocalStackTools;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.crt.AwsCrtHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;

/** A whole run with the stack that is deployed to AWS, in LocalStack, as processes. */
@Tag("localstack")
class LocalStackRunTest {
    /** LocalStack is installed, a stack is deployed, and functions start in processes beside those of six miners. */
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    private static final int MINERS_PER_STAGE = 2;
    private static final int STAGES = 3;
    private static final int EPOCHS = 2;

    @TempDir
    private Path folder;

    @BeforeAll
    static void requireTools() throws Exception {
        LocalStackTools.assume();
    }

    @Test
    void a_run_in_a_deployed_stack_learns_what_the_embedded_cloud_learns() throws Exception {
        var embedded = folder.resolve("embedded");
        try (var started = start("embedded", embedded)) {
            trained(started);
        }
        var deployed = folder.resolve("deployed");
        try (var started = start("localstack", deployed)) {
            started.await("CloudFormation has created the stack", PATIENCE, () -> isCreated(deployed));
            trained(started);
        }

        var report = Started.report(deployed);
        assertThat(report.outcome()).isEqualTo(RunOutcome.TRAINED);
        assertThat(report.microbatchesLost()).isZero();
        assertThat(report.miners()).hasSize(STAGES * MINERS_PER_STAGE);
        assertThat(report.epochs()).hasSize(EPOCHS).allSatisfy(epoch -> {
            assertThat(epoch.shards()).isGreaterThanOrEqualTo(STAGES);
            assertThat(epoch.shardsAgreed()).isEqualTo(epoch.shards());
            assertThat(epoch.shardsLost()).isZero();
            assertThat(epoch.excluded()).isEmpty();
        });
        assertThat(heldOut(report)).isCloseTo(heldOut(Started.report(embedded)), within(0.05));

        var again = Started.run(folder, List.of("train", "--resume", deployed.toString()));
        assertThat(again.status()).isEqualTo(1);
        assertThat(again.output())
                .contains("cannot go on: it was in LocalStack, which keeps nothing when it ends")
                .doesNotContain("\tat ");
    }

    private Started start(String cloud, Path run) throws Exception {
        return Started.start(
                folder,
                new ArrayList<>(List.of(
                        "train",
                        "--cloud",
                        cloud,
                        "--mode", // so both make the same steps, however busy the machine is
                        "sync",
                        "--epochs",
                        Integer.toString(EPOCHS),
                        "--miners-per-stage",
                        Integer.toString(MINERS_PER_STAGE),
                        "--validators",
                        "0",
                        "--seed",
                        "7",
                        "--data", // of which the evaluation takes seconds
                        Mini.text(folder).toString(),
                        "--out",
                        run.toString())));
    }

    private static void trained(Started started) throws Exception {
        var ended = started.awaitEnd(PATIENCE);
        assertThat(ended.status()).as(ended.output()).isZero();
    }

    private static double heldOut(Report report) {
        return Objects.requireNonNull(report.heldOutLoss());
    }

    private static boolean isCreated(Path run) throws Exception {
        var cloud = CloudFile.read(run.resolve("cloud"));
        try (var http = AwsCrtHttpClient.create();
                var cloudFormation = CloudFormationClient.builder()
                        .httpClient(http)
                        .endpointOverride(cloud.sqs())
                        .region(Region.of(cloud.region()))
                        .credentialsProvider(StaticCredentialsProvider.create(
                                AwsBasicCredentials.create(cloud.accessKeyId(), cloud.secretAccessKey())))
                        .build()) {
            var stack = cloudFormation
                    .describeStacks(b -> b.stackName("iota-" + cloud.run()))
                    .stacks()
                    .getFirst();
            return stack.stackStatus() == StackStatus.CREATE_COMPLETE;
        }
    }
}
