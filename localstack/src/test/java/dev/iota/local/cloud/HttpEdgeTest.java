package dev.iota.local.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.core.base.Json;
import dev.iota.core.identity.AnswerMark;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

@Tag("cloud")
@TestInstance(Lifecycle.PER_CLASS)
class HttpEdgeTest {
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
    void a_request_reaches_the_function_of_its_route_as_API_Gateway_would_pass_it() throws Exception {
        var response = CloudFixture.http(HttpRequest.newBuilder(uri("/v1/echo?a=1&b=x%20y&a=2"))
                .header("X-Probe", "found")
                .POST(BodyPublishers.ofString("héllo"))
                .build());

        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.headers().firstValue("x-answer")).contains("yes");
        assertThat(response.headers().firstValue("content-type")).contains("application/json");
        var seen = Json.read(response.body(), JsonNode.class);
        assertThat(seen.path("routeKey").asText()).isEqualTo("POST /v1/echo");
        assertThat(seen.path("rawPath").asText()).isEqualTo("/v1/echo");
        assertThat(seen.path("method").asText()).isEqualTo("POST");
        assertThat(seen.path("query").path("a").asText()).isEqualTo("1,2");
        assertThat(seen.path("query").path("b").asText()).isEqualTo("x y");
        assertThat(seen.path("header").asText()).isEqualTo("found");
        assertThat(seen.path("body").asText()).isEqualTo("héllo");
        assertThat(seen.path("base64").asBoolean()).isFalse();
        assertThat(seen.path("sourceIp").asText()).isEqualTo("127.0.0.1");
        assertThat(seen.path("function").asText()).isEqualTo("iota-test-echo");
        assertThat(seen.path("remaining").asInt()).isBetween(1, 5000);
    }

    @Test
    void a_body_that_is_no_text_arrives_in_base64() throws Exception {
        byte[] bytes = {(byte) 0xff, 0, (byte) 0xfe};

        var response = CloudFixture.http(HttpRequest.newBuilder(uri("/v1/echo"))
                .POST(BodyPublishers.ofByteArray(bytes))
                .build());

        var seen = Json.read(response.body(), JsonNode.class);
        assertThat(seen.path("base64").asBoolean()).isTrue();
        assertThat(Base64.getDecoder().decode(seen.path("body").asText())).isEqualTo(bytes);
    }

    @Test
    void a_path_or_method_without_a_route_is_not_found() throws Exception {
        var path = CloudFixture.http(
                HttpRequest.newBuilder(uri("/v1/echo/more")).GET().build());
        var method = CloudFixture.http(
                HttpRequest.newBuilder(uri("/v1/echo")).DELETE().build());

        assertThat(path.statusCode()).isEqualTo(404);
        assertThat(path.body()).isEqualTo("{\"message\":\"Not Found\"}");
        assertThat(method.statusCode()).isEqualTo(404);
    }

    @Test
    void what_the_edge_answers_itself_carries_no_mark_of_an_orchestrator() throws Exception {
        var unknown = CloudFixture.http(
                HttpRequest.newBuilder(uri("/v1/echo/more")).GET().build());
        var tooLarge = CloudFixture.http(HttpRequest.newBuilder(uri("/v1/echo"))
                .POST(BodyPublishers.ofByteArray(new byte[(6 << 20) + 1]))
                .build());
        var thrown = CloudFixture.http(HttpRequest.newBuilder(uri("/v1/echo"))
                .POST(BodyPublishers.ofString("boom"))
                .build());

        assertThat(List.of(unknown, tooLarge, thrown))
                .allSatisfy(response -> assertThat(response.headers().firstValue(AnswerMark.HEADER))
                        .isEmpty());
        assertThat(tooLarge.statusCode()).isEqualTo(413);
    }

    @Test
    void a_function_that_throws_answers_500_and_says_nothing_of_why() throws Exception {
        var response = CloudFixture.http(HttpRequest.newBuilder(uri("/v1/echo"))
                .POST(BodyPublishers.ofString("boom"))
                .build());

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).isEqualTo("{\"message\":\"Internal Server Error\"}");
    }

    @Test
    void a_body_above_the_limit_of_Lambda_is_refused() throws Exception {
        var response = CloudFixture.http(HttpRequest.newBuilder(uri("/v1/echo"))
                .POST(BodyPublishers.ofByteArray(new byte[(6 << 20) + 1]))
                .build());

        assertThat(response.statusCode()).isEqualTo(413);
    }

    private URI uri(String path) {
        return cloud.cloud.file().api().resolve(path);
    }
}
