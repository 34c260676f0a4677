package dev.iota.cloud.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.cloud.ScriptedService;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import software.amazon.awssdk.crt.io.SocketOptions;

/** Where the services are is configuration alone. */
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class AwsClientsTest {
    private final Map<String, String> before = new HashMap<>();
    private final ScriptedService service = ScriptedService.start();

    AwsClientsTest() {
        set("aws.region", "eu-central-1");
        set("aws.accessKeyId", "id");
        set("aws.secretAccessKey", "secret");
    }

    @AfterEach
    void leaveNothingBehind() {
        before.forEach((name, value) -> {
            if (value.isEmpty()) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, value);
            }
        });
        service.close();
    }

    @Test
    void a_small_request_does_not_wait_until_what_was_sent_before_is_acknowledged() {
        // What the SDK's client makes its sockets with. Otherwise half of all small PUTs take 40 ms more (Nagle's
        // rule).
        try (var options = new SocketOptions()) {
            assertThat(options.tcpNoDelay).isNotEqualTo(SocketOptions.TcpNoDelay.OFF);
        }
    }

    @Test
    void one_setting_moves_every_service() {
        set("aws.endpointUrl", service.uri().toString());
        service.answer(200, "{\"TableNames\":[]}")
                .answer(200, "{\"QueueUrls\":[]}")
                .answer(200, "<ListAllMyBucketsResult/>")
                .answer(200, "<GetCallerIdentityResponse/>")
                .answer(200, "{\"stateMachines\":[]}");

        try (var clients = AwsClients.configured()) {
            clients.dynamoDb().listTables();
            clients.sqs().listQueues();
            clients.s3().listBuckets();
            clients.sts().getCallerIdentity();
            clients.sfn().listStateMachines();

            assertThat(service.requests()).hasSize(5).allSatisfy(request -> assertThat(
                            request.headers().get("authorization"))
                    .contains("/eu-central-1/"));
            assertThat(signed(clients).getAuthority()).isEqualTo(service.uri().getAuthority());
        }
    }

    @Test
    void objects_have_a_setting_of_their_own() {
        set("aws.endpointUrl", "http://127.0.0.1:1");
        set("aws.endpointUrlS3", service.uri().toString());
        service.answer(200, "<ListAllMyBucketsResult/>");

        try (var clients = AwsClients.configured()) {
            clients.s3().listBuckets();

            assertThat(service.requests()).hasSize(1);
            assertThat(signed(clients).getAuthority()).isEqualTo(service.uri().getAuthority());
        }
    }

    @Test
    void a_store_that_is_not_aws_is_reached_under_one_host_name_for_all_buckets() {
        set("aws.endpointUrlS3", "http://objects.example:9000");

        try (var clients = AwsClients.configured()) {
            assertThat(signed(clients).getAuthority()).isEqualTo("objects.example:9000");
            assertThat(signed(clients).getPath()).isEqualTo("/bucket/key");
        }
    }

    @Test
    void a_store_of_objects_has_an_address_and_credentials_that_no_other_service_sees() {
        set("aws.endpointUrl", service.uri().toString());
        set("iota.objects.secret.access.key", "objects-secret");
        set("iota.objects.access.key.id", "objects-id");
        set("iota.objects.region", "auto");
        service.answer(200, "{\"TableNames\":[]}");
        try (var store = ScriptedService.start()) {
            store.answer(200, "<ListAllMyBucketsResult/>");
            set("iota.objects.endpoint", store.uri().toString());

            try (var clients = AwsClients.configured()) {
                clients.dynamoDb().listTables();
                clients.s3().listBuckets();

                assertThat(service.requests()).singleElement().satisfies(request -> assertThat(
                                request.headers().get("authorization"))
                        .contains("id/")
                        .doesNotContain("objects-id"));
                assertThat(store.requests()).singleElement().satisfies(request -> assertThat(
                                request.headers().get("authorization"))
                        .contains("Credential=objects-id/")
                        .contains("/auto/s3/"));
                assertThat(signed(clients).getAuthority()).isEqualTo(store.uri().getAuthority());
                assertThat(signed(clients).getQuery()).contains("X-Amz-Credential=objects-id/");
            }
        }
    }

    @Test
    void a_store_of_objects_without_credentials_is_refused_before_anything_is_called() {
        set("iota.objects.endpoint", service.uri().toString());

        assertThatThrownBy(AwsClients::configured)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("IOTA_OBJECTS_ENDPOINT says where objects are, and IOTA_OBJECTS_ACCESS_KEY_ID is not set;"
                        + " set both, or none");

        set("iota.objects.endpoint", "store:9000");
        assertThatThrownBy(AwsClients::configured)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("IOTA_OBJECTS_ENDPOINT is 'store:9000'")
                .hasMessageContaining("https://HOST");
    }

    @Test
    void without_a_setting_aws_itself_is_meant_in_the_configured_region() {
        try (var clients = AwsClients.configured()) {
            assertThat(clients.dynamoDb().serviceClientConfiguration().endpointOverride())
                    .isEmpty();
            assertThat(clients.sqs().serviceClientConfiguration().region().id()).isEqualTo("eu-central-1");
        }
    }

    private static URI signed(AwsClients clients) {
        return URI.create(clients.presigner()
                .presignGetObject(b -> b.signatureDuration(Duration.ofMinutes(1))
                        .getObjectRequest(g -> g.bucket("bucket").key("key")))
                .url()
                .toString());
    }

    private void set(String name, String value) {
        before.putIfAbsent(name, System.getProperty(name, ""));
        System.setProperty(name, value);
    }
}
