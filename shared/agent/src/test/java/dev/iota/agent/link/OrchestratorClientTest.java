package dev.iota.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.iota.agent.failure.ApiRefusal;
import dev.iota.core.api.ErrorResponse;
import dev.iota.core.api.UploadRequest;
import dev.iota.core.base.Json;
import dev.iota.core.base.Sha256;
import dev.iota.core.identity.AnswerMark;
import dev.iota.core.identity.KeyPair;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An orchestrator refuses a request for its time. */
@Tag("security")
class OrchestratorClientTest {
    private static final String RUN = "test";
    private static final String NONCE = "x-iota-nonce";
    private static final UploadRequest REQUEST =
            new UploadRequest("session", 0, 0, List.of(), new UploadRequest.Announced(0, Sha256.hex("")));

    private final HttpClient http = HttpClient.newHttpClient();
    private final HttpServer server;
    private final OrchestratorClient client;
    private volatile Instant now = Instant.parse("2026-11-28T12:00:00Z");
    private Duration starting = Duration.ZERO;
    private Duration ahead = Duration.ZERO;
    private int status = 401;

    OrchestratorClientTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        client = new OrchestratorClient(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                RUN,
                KeyPair.generate(new SecureRandom()),
                http,
                () -> now,
                new SecureRandom());
    }

    @BeforeEach
    void begin() {
        server.createContext("/", this::refuse);
        server.start();
    }

    @AfterEach
    void end() {
        server.stop(0);
        http.close();
    }

    @Test
    void an_address_that_cannot_be_reached_is_named_with_the_reason() {
        var nowhere = new OrchestratorClient(
                URI.create("http://no-such-host.invalid"),
                RUN,
                KeyPair.generate(new SecureRandom()),
                http,
                () -> now,
                new SecureRandom());

        assertThatThrownBy(() -> nowhere.upload(REQUEST))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("http://no-such-host.invalid/")
                .hasMessageEndingWith(": there is no host of this name");
    }

    @Test
    void a_refusal_of_a_function_that_took_long_to_start_is_no_refusal_but_a_reason_to_try_again() {
        starting = Duration.ofSeconds(21);

        assertThatThrownBy(() -> client.upload(REQUEST))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("was under way for 21 s, and a request is valid for 10 s");
    }

    @Test
    void a_clock_that_is_off_is_still_told() {
        ahead = Duration.ofHours(2);

        assertThatThrownBy(() -> client.upload(REQUEST)).isInstanceOfSatisfying(ApiRefusal.class, refusal -> assertThat(
                        refusal.response().time())
                .contains(now.plus(ahead).toEpochMilli()));
    }

    @Test
    void a_clock_that_is_off_is_told_by_a_slow_function_too() {
        starting = Duration.ofSeconds(21);
        ahead = Duration.ofHours(-2);

        assertThatThrownBy(() -> client.upload(REQUEST)).isInstanceOf(ApiRefusal.class);
    }

    @Test
    void a_failure_of_the_orchestrator_is_told_in_its_own_words() {
        status = 503;

        assertThatThrownBy(() -> client.upload(REQUEST))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith(" failed with HTTP 503: the time here is another");
    }

    private void refuse(HttpExchange exchange) throws IOException {
        try (exchange) {
            now = now.plus(starting);
            var error = new ErrorResponse(
                    "the time here is another",
                    Optional.empty(),
                    Optional.of(now.plus(ahead).toEpochMilli()));
            var body = Json.write(error).getBytes(StandardCharsets.UTF_8);
            var nonce = Objects.requireNonNull(exchange.getRequestHeaders().getFirst(NONCE));
            exchange.getResponseHeaders()
                    .set(
                            AnswerMark.HEADER,
                            AnswerMark.to(Map.of(NONCE, nonce), RUN).text());
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
