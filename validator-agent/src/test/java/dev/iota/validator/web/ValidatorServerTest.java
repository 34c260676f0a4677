package dev.iota.validator.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.agent.failure.AgentException;
import dev.iota.core.audit.AuditBars;
import dev.iota.core.base.Json;
import dev.iota.validator.agent.Validator;
import dev.iota.validator.agent.ValidatorOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What a running validator shows of itself. */
class ValidatorServerTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path home;

    private final WatchedValidator watched = new WatchedValidator();

    @Test
    void health_is_down_until_the_validator_is_registered_and_says_where_it_stands() throws Exception {
        try (var http = HttpClient.newHttpClient();
                var server = ValidatorServer.start(0, watched)) {
            watched.watch(validator(http, server));
            var response = get(http, server.url().resolve("/health"));
            assertThat(response.statusCode()).isEqualTo(503);
            var validator = Json.mapper().readTree(response.body()).at("/details/validator/details");
            assertThat(validator.get("phase").asText()).isEqualTo("REGISTERING");
            assertThat(validator.get("stage").asInt()).isEqualTo(-1);
        }
    }

    @Test
    void prometheus_finds_the_validators_metrics() throws Exception {
        try (var http = HttpClient.newHttpClient();
                var server = ValidatorServer.start(0, watched)) {
            watched.watch(validator(http, server));
            assertThat(get(http, server.url().resolve("/prometheus")).body())
                    .contains(
                            "iota_audits_total{verdict=\"passed\"}",
                            "iota_audits_total{verdict=\"failed\"}",
                            "iota_audits_total{verdict=\"unjudged\"}",
                            "iota_audits_waiting",
                            "iota_audit_seconds_count",
                            "iota_bytes_down_total",
                            "iota_stage");
        }
    }

    @Test
    void nothing_else_is_shown() throws Exception {
        try (var http = HttpClient.newHttpClient();
                var server = ValidatorServer.start(0, watched)) {
            for (var path : new String[] {"/env", "/beans", "/loggers", "/stop", "/info"}) {
                assertThat(get(http, server.url().resolve(path)).statusCode()).isEqualTo(404);
            }
            assertThat(server.url().getHost()).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void a_port_in_use_is_named() {
        try (var server = ValidatorServer.start(0, watched)) {
            var port = server.url().getPort();
            assertThatThrownBy(() -> ValidatorServer.start(port, watched))
                    .isInstanceOf(AgentException.class)
                    .hasMessageStartingWith("port %d on 127.0.0.1 cannot be used".formatted(port));
        }
    }

    private Validator validator(HttpClient http, ValidatorServer server) {
        var options = new ValidatorOptions(
                URI.create("http://127.0.0.1:9"), "test", home, "cpu", 1, AuditBars.reference(), true);
        return new Validator(
                options, "test", http, server.registry(), Clock.systemUTC(), LoggerFactory.getLogger("validator"));
    }

    private static HttpResponse<String> get(HttpClient http, URI url) throws Exception {
        return http.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());
    }
}
