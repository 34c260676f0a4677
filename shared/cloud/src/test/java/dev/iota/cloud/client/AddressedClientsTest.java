package dev.iota.cloud.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.ScriptedService;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.http.crt.ProxyConfiguration;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sts.StsClient;

/** What the SDK reads from the environment it reads from system properties, too, which a test can set. */
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class AddressedClientsTest {
    private final Map<String, String> before = new HashMap<>();
    private final ScriptedService service = ScriptedService.start();

    @TempDir
    private Path folder;

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

    private void set(String name, String value) {
        before.putIfAbsent(name, System.getProperty(name, ""));
        System.setProperty(name, value);
    }

    @ParameterizedTest
    @CsvSource({
        "aws.useFipsEndpoint, true",
        "aws.useDualstackEndpoint, true",
        "aws.useFipsEndpoint, nonsense",
        "aws.profile, one-that-there-is-not",
        "aws.region, no region at all",
        "aws.endpointUrl, http://127.0.0.1:1",
        "http.proxyHost, 127.0.0.1",
        "https.proxyHost, 127.0.0.1"
    })
    void what_a_user_has_set_for_aws_and_networks_elsewhere_does_not_matter(String property, String value)
            throws Exception {
        set("http.proxyPort", "1");
        set("https.proxyPort", "1");
        set(property, value);

        assertReached();
    }

    @Test
    void broken_files_of_profiles_do_not_matter() throws Exception {
        var broken = Files.writeString(folder.resolve("broken"), "[default\naws_access_key_id\n= = =\n");
        set("aws.sharedCredentialsFile", broken.toString());
        set("aws.configFile", broken.toString());
        AddressedClients.ALONE.keySet().forEach(property -> set(property, System.getProperty(property, "")));
        AddressedClients.alone();

        assertReached();
    }

    private void assertReached() throws Exception {
        service.answer(200, "{\"TableNames\":[]}")
                .answer(200, "{\"QueueUrls\":[]}")
                .answer(200, "<ListAllMyBucketsResult/>")
                .answer(200, "<GetCallerIdentityResponse/>")
                .answer(200, "{\"stateMachines\":[]}");
        try (var http = ServiceHttp.towards(Optional.of(service.uri())).build()) {
            var clients = AddressedClients.of("eu-central-1", "id", "secret", http);
            try (var dynamoDb = clients.at(service.uri(), DynamoDbClient::builder);
                    var sqs = clients.at(service.uri(), SqsClient::builder);
                    var s3 = clients.objects(service.uri());
                    var sts = clients.at(service.uri(), StsClient::builder);
                    var sfn = clients.at(
                            service.uri(), SfnClient::builder, calls -> calls.apiCallTimeout(Duration.ofMinutes(1)));
                    var presigner = clients.presigner(service.uri())) {
                dynamoDb.listTables();
                sqs.listQueues();
                s3.listBuckets();
                sts.getCallerIdentity();
                sfn.listStateMachines();

                assertThat(service.requests()).hasSize(5).allSatisfy(request -> assertThat(
                                request.headers().get("authorization"))
                        .contains("=id/", "/eu-central-1/"));
                assertThat(presigner
                                .presignGetObject(b -> b.signatureDuration(Duration.ofHours(1))
                                        .getObjectRequest(get -> get.bucket("b").key("k")))
                                .url()
                                .getAuthority())
                        .isEqualTo(service.uri().getAuthority());
            }
        }
    }

    @Test
    void aws_is_reached_by_the_proxy_of_its_scheme_but_for_exempt_hosts() {
        var environment = Map.of(
                "HTTP_PROXY", "http://plain:1", "https_proxy", "http://secure:3128", "no_proxy", "s3.internal, .x.y");

        var way = ServiceHttp.abroad(environment, "https");

        assertThat(way.host()).isEqualTo("secure");
        assertThat(way.port()).isEqualTo(3128);
        assertThat(way.nonProxyHosts()).containsExactlyInAnyOrder("s3.internal", "x.y");
        assertThat(ServiceHttp.abroad(Map.of("HTTP_PROXY", "http://plain:1"), "https"))
                .returns(null, ProxyConfiguration::host);
    }

    @Test
    void an_address_of_this_machine_is_known_by_its_host() {
        assertThat(ServiceHttp.isHere(URI.create("http://127.0.0.1:9"))).isTrue();
        assertThat(ServiceHttp.isHere(URI.create("https://sqs.eu-central-1.amazonaws.com")))
                .isFalse();
    }
}
