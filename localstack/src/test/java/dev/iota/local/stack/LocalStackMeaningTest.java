package dev.iota.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.cloud.client.AwsClients;
import dev.iota.cloud.client.Credentials;
import dev.iota.cloud.object.Objects;
import dev.iota.cloud.shape.Names;
import dev.iota.core.identity.KeyPair;
import dev.iota.local.cloud.CloudFile;
import dev.iota.local.cloud.CloudKind;
import dev.iota.local.cloud.net.Loopback;
import dev.iota.local.cloud.net.Ports;
import dev.iota.local.runner.operator.Endpoints;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.crt.AwsCrtHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sfn.model.ExecutionAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.StartExecutionResponse;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Where LocalStack does something else than AWS and the embedded cloud, each shown once: the tests of the trust
 * boundary stay with the embedded cloud for that. What of the adapters it does as AWS, their own tests show ({@code
 * -Dtest.cloud=localstack}). A newer LocalStack that fails one of these tests has become better.
 */
@Tag("localstack")
@TestInstance(Lifecycle.PER_CLASS)
class LocalStackMeaningTest {
    private static final Names NAMES = new Names("meaning");
    private static final byte[] CONTENT = "0123456789".getBytes(StandardCharsets.US_ASCII);
    private static final Duration LIFE = Duration.ofMinutes(5);
    private static final String MACHINE = """
            {"QueryLanguage": "JSONata", "StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}""";

    private final HttpClient http = HttpClient.newHttpClient();
    private LocalStackServer server;
    private CloudFile cloud;
    private AwsClients clients;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        LocalStackTools.assume();
        System.setProperty(
                Checkout.PROPERTY, Path.of("..").toAbsolutePath().normalize().toString());
        var checkout = Checkout.ofThisJvm();
        LocalStackServer.install(checkout, folder.resolve("install.log"));
        var work = Files.createDirectories(folder.resolve("work"));
        server = LocalStackServer.start(checkout, Ports.free(new Random()), new LocalStackServer.Folders(work, folder));
        server.awaitReady();
        var all = server.endpoint();
        cloud = new CloudFile(
                CloudKind.LOCALSTACK,
                NAMES.run(),
                "us-east-1",
                "000000000000",
                Loopback.uri(1),
                all,
                all,
                all,
                all,
                all,
                "test",
                "test",
                1);
        clients = Endpoints.clients(cloud);
        clients.s3().createBucket(b -> b.bucket(NAMES.objects()));
    }

    @AfterAll
    void stop() throws Exception {
        http.close();
        if (clients != null) {
            clients.close();
        }
        if (server != null) {
            server.stop();
        }
    }

    @Test
    void an_unsigned_put_is_accepted_although_signatures_of_urls_are_checked() throws Exception {
        var objects = new Objects(clients.s3(), clients.presigner(), NAMES);
        var sink = objects.writable("signed", CONTENT.length, LIFE);

        assertThat(put(sink.url().replace("/signed?", "/other?"))).isEqualTo(403);
        assertThat(put(cloud.s3() + "/" + NAMES.objects() + "/unsigned")).isEqualTo(200);

        assertThat(objects.length("other")).isEmpty();
        assertThat(objects.length("unsigned")).hasValue(CONTENT.length);
    }

    @Test
    void session_policies_are_not_enforced() {
        var mine = queue("mine");
        var foreign = queue("foreign");
        clients.sqs().sendMessage(b -> b.queueUrl(foreign).messageBody("theirs"));
        var miner = KeyPair.generate(new SecureRandom()).hotkey();
        var given = new Credentials(clients.sts(), NAMES, cloud.region()).issue(miner, mine, queue("events"));

        try (var crt = AwsCrtHttpClient.create();
                var sqs = SqsClient.builder()
                        .httpClient(crt)
                        .endpointOverride(cloud.sqs())
                        .region(Region.of(cloud.region()))
                        .credentialsProvider(StaticCredentialsProvider.create(AwsSessionCredentials.create(
                                given.accessKeyId(), given.secretAccessKey(), given.sessionToken())))
                        .build()) {
            assertThat(sqs.receiveMessage(b -> b.queueUrl(foreign)).messages())
                    .singleElement()
                    .satisfies(message -> assertThat(message.body()).isEqualTo("theirs"));
        }
    }

    @Test
    void the_name_of_a_deleted_queue_is_free_at_once() {
        var url = queue("again");
        clients.sqs().deleteQueue(b -> b.queueUrl(url));

        assertThat(queue("again")).isEqualTo(url);
    }

    /** That is as in AWS; the runs of epochs rest on it. */
    @Test
    void the_name_of_an_execution_that_is_over_stays_taken() throws Exception {
        var machine = clients.sfn()
                .createStateMachine(
                        b -> b.name("meaning").definition(MACHINE).roleArn("arn:aws:iam::000000000000:role/any"))
                .stateMachineArn();
        var first = start(machine).executionArn();
        var deadline = System.nanoTime() + LIFE.toNanos();
        while (clients.sfn().describeExecution(b -> b.executionArn(first)).status() == ExecutionStatus.RUNNING) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(50);
        }

        assertThatThrownBy(() -> start(machine)).isInstanceOf(ExecutionAlreadyExistsException.class);
    }

    private StartExecutionResponse start(String machine) {
        return clients.sfn()
                .startExecution(b -> b.stateMachineArn(machine).name("same").input("{\"try\":1}"));
    }

    private String queue(String name) {
        return clients.sqs()
                .createQueue(b -> b.queueName("iota-meaning-" + name))
                .queueUrl();
    }

    private int put(String url) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(url))
                .header("if-none-match", "*")
                .PUT(BodyPublishers.ofByteArray(CONTENT))
                .build();
        return http.send(request, BodyHandlers.ofString()).statusCode();
    }
}
