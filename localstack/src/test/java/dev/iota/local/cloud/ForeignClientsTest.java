package dev.iota.local.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sts.StsClient;

/** What other clients than the run's own send. */
@Tag("cloud")
@ExtendWith(SharedCloud.class)
@TestInstance(Lifecycle.PER_CLASS)
class ForeignClientsTest {
    private static final int MEBIBYTE = 1 << 20;
    private static final int TOO_LARGE = 413;
    private static final String BUCKET = GuardedCloud.NAMES.objects();

    private GuardedCloud guarded;

    @BeforeAll
    void start(GuardedCloud guarded) {
        this.guarded = guarded;
    }

    static URI presignedPut(GuardedCloud guarded, String key) throws Exception {
        try (var presigner = S3Presigner.builder()
                .endpointOverride(guarded.file().s3())
                .region(Region.of(guarded.file().region()))
                .credentialsProvider(guarded::owner)
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .build()) {
            return presigner
                    .presignPutObject(presign -> presign.signatureDuration(Duration.ofMinutes(5))
                            .putObjectRequest(put -> put.bucket(BUCKET).key(key)))
                    .url()
                    .toURI();
        }
    }

    private byte[] stored(String key) {
        return guarded.cloud
                .localClients
                .s3()
                .getObjectAsBytes(get -> get.bucket(BUCKET).key(key))
                .asByteArray();
    }

    @Test
    void a_body_that_calls_itself_a_form_is_stored_as_it_is() throws Exception {
        var content = "a=1&b=%20&X-Amz-Expires=0";
        var answer = guarded.http.send(
                HttpRequest.newBuilder(presignedPut(guarded, "form"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .PUT(HttpRequest.BodyPublishers.ofString(content))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(stored("form")).asString().isEqualTo(content);
    }

    @Test
    void curl_puts_a_file_to_a_presigned_url(@TempDir Path folder) throws Exception {
        assumeTrue(isInstalled("curl"), "curl is not installed here: what it sends is not tried");
        var file = Files.write(folder.resolve("file"), new byte[] {1, 0, '&', '=', '%', (byte) 0xff});

        var curl = new ProcessBuilder(
                        "curl",
                        "--silent",
                        "--show-error",
                        "--fail-with-body",
                        "--noproxy",
                        "*",
                        "-X",
                        "PUT",
                        "--data-binary",
                        "@" + file,
                        presignedPut(guarded, "curl").toString())
                .redirectErrorStream(true)
                .start();
        var said = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(curl.waitFor()).as(said).isZero();
        assertThat(stored("curl")).isEqualTo(Files.readAllBytes(file));
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private String largeQueue() {
        return guarded.cloud
                .localClients
                .sqs()
                .createQueue(request -> request.queueName("large")
                        .attributes(Map.of(QueueAttributeName.MAXIMUM_MESSAGE_SIZE, Integer.toString(MEBIBYTE))))
                .queueUrl();
    }

    private SqsClient sqs() {
        return guarded.client(
                SqsClient.builder().endpointOverride(guarded.file().sqs()), guarded.owner());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"", "ü", "\t", "€", "x"})
    void a_message_may_have_a_mebibyte_of_anything(String character) {
        var message = character.repeat(MEBIBYTE / character.getBytes(StandardCharsets.UTF_8).length);
        var queue = largeQueue();
        try (var sqs = sqs()) {
            sqs.sendMessage(request -> request.queueUrl(queue).messageBody(message));
            var received = sqs.receiveMessage(request -> request.queueUrl(queue))
                    .messages()
                    .getFirst();
            assertThat(received.body()).isEqualTo(message);
            sqs.deleteMessage(request -> request.queueUrl(queue).receiptHandle(received.receiptHandle()));
        }
    }

    /** As boto3 sends it. */
    @ParameterizedTest
    @ValueSource(strings = {"\\u00fc", "\\u0009"})
    void its_characters_may_be_escaped(String escape) throws Exception {
        var count = escape.equals("\\u00fc") ? MEBIBYTE / 2 : MEBIBYTE;
        var queue = largeQueue();
        var body = "{\"QueueUrl\": \"%s\", \"MessageBody\": \"%s\"}".formatted(queue, escape.repeat(count));

        var answer = guarded.post(guarded.file().sqs(), guarded.sign(guarded.owner(), "SendMessage", body), body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        guarded.cloud.localClients.sqs().purgeQueue(request -> request.queueUrl(queue));
    }

    @Test
    void a_message_above_a_mebibyte_is_refused_by_its_size() {
        var queue = largeQueue();
        try (var sqs = sqs()) {
            assertThatThrownBy(() ->
                            sqs.sendMessage(request -> request.queueUrl(queue).messageBody("x".repeat(MEBIBYTE + 1))))
                    .hasMessageContaining("MessageTooLong");
        }
    }

    @Test
    void a_request_that_is_too_large_is_told_so() throws Exception {
        var file = guarded.file();
        for (var service : List.of(file.sqs(), file.states(), file.sts())) {
            var answer = guarded.post(service, Map.of(), "x".repeat(8 * MEBIBYTE));

            assertThat(answer.statusCode()).as(service + " " + answer.body()).isEqualTo(TOO_LARGE);
            assertThat(answer.body()).contains("RequestEntityTooLarge");
        }
    }

    @Test
    void whoever_asks_is_told_who_he_is() throws Exception {
        try (var owner = guarded.client(
                        StsClient.builder().endpointOverride(guarded.file().sts()), guarded.owner());
                var miner = guarded.sts(guarded.issue())) {
            var told = owner.getCallerIdentity();
            assertThat(told.arn()).isEqualTo("arn:aws:iam::000000000000:root");
            assertThat(told.account()).isEqualTo("000000000000");
            assertThat(miner.getCallerIdentity().arn()).startsWith("arn:aws:sts::000000000000:assumed-role/");
        }
    }

    @Test
    void parts_of_an_upload_that_does_not_exist_are_refused() {
        var s3 = guarded.cloud.localClients.s3();
        assertThatThrownBy(() -> s3.uploadPart(
                        part -> part.bucket(BUCKET)
                                .key("parts")
                                .uploadId("none")
                                .partNumber(1),
                        RequestBody.fromString("x")))
                .isInstanceOf(NoSuchUploadException.class);
        assertThatThrownBy(() ->
                        s3.listParts(list -> list.bucket(BUCKET).key("parts").uploadId("none")))
                .isInstanceOf(NoSuchUploadException.class);
        assertThatThrownBy(() -> s3.abortMultipartUpload(
                        abort -> abort.bucket(BUCKET).key("parts").uploadId("none")))
                .isInstanceOf(NoSuchUploadException.class);

        var upload = s3.createMultipartUpload(create -> create.bucket(BUCKET).key("parts/of/it"))
                .uploadId();
        assertThatThrownBy(() -> s3.uploadPart(
                        part -> part.bucket(BUCKET)
                                .key("parts/of")
                                .uploadId(upload)
                                .partNumber(1),
                        RequestBody.fromString("x")))
                .isInstanceOf(NoSuchUploadException.class);
        var tag = s3.uploadPart(
                        part -> part.bucket(BUCKET)
                                .key("parts/of/it")
                                .uploadId(upload)
                                .partNumber(1),
                        RequestBody.fromString("whole"))
                .eTag();
        s3.completeMultipartUpload(complete -> complete.bucket(BUCKET)
                .key("parts/of/it")
                .uploadId(upload)
                .multipartUpload(parts -> parts.parts(
                        CompletedPart.builder().partNumber(1).eTag(tag).build())));

        assertThat(stored("parts/of/it")).asString().isEqualTo("whole");
        assertThatThrownBy(() -> s3.uploadPart(
                        part -> part.bucket(BUCKET)
                                .key("parts/of/it")
                                .uploadId(upload)
                                .partNumber(2),
                        RequestBody.fromString("x")))
                .isInstanceOf(NoSuchUploadException.class);
    }
}
