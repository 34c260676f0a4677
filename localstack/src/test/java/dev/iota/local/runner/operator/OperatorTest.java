package dev.iota.local.runner.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.iota.cloud.shape.Names;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.crt.AwsCrtHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;

class OperatorTest {
    private static final String ACCOUNT = "123456789012";
    private static final String IDENTITY = """
            <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
            <Arn>arn:aws:iam::%1$s:user/operator</Arn><UserId>AIDA</UserId><Account>%1$s</Account>
            </GetCallerIdentityResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata>
            </GetCallerIdentityResponse>
            """.formatted(ACCOUNT);

    @Test
    void a_deployed_run_has_the_names_that_the_stack_gave_it() throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            var answer = IDENTITY.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/xml");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        try (var sts = sts(server.getAddress().getPort())) {
            assertThat(Endpoints.names("x", sts)).isEqualTo(new Names("x", ACCOUNT));
            assertThat(Endpoints.names("x", sts).objects()).isEqualTo("iota-x-objects-" + ACCOUNT);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void a_name_that_no_run_can_have_is_refused_before_anything_is_asked() {
        try (var nobody = sts(1)) {
            assertThatThrownBy(() -> Endpoints.names("No_Name", nobody))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("run name 'No_Name'");
        }
    }

    private static StsClient sts(int port) {
        return StsClient.builder()
                .httpClientBuilder(AwsCrtHttpClient.builder())
                .region(Region.US_EAST_1)
                .endpointOverride(URI.create("http://127.0.0.1:" + port))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIA", "secret")))
                .build();
    }
}
