package dev.iota.miner.agent;

import static dev.iota.miner.agent.TestGateway.redirect;
import static dev.iota.miner.agent.TestGateway.status;
import static dev.iota.miner.agent.TestHops.TWO_STAGES;
import static dev.iota.miner.agent.TestHops.forward;
import static dev.iota.miner.agent.TestHops.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import dev.iota.agent.failure.AgentException;
import dev.iota.agent.failure.Backoff;
import dev.iota.agent.home.KeyFile;
import dev.iota.agent.home.SessionFile;
import dev.iota.agent.link.OrchestratorClient;
import dev.iota.agent.link.RegistrationClient;
import dev.iota.core.api.RegisterRequest;
import dev.iota.core.api.RegisterResponse;
import dev.iota.core.wire.Event;
import dev.iota.miner.agent.snapshot.CapturedLog;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A proxy or a gateway answers in the orchestrator's place: that ends nothing, and is said once. */
@ExtendWith(SharedQueues.class)
class GatewayTest {
    private static final String PAGE = "<html><body>Welcome to nginx!</body></html>";

    private final CapturedLog log = new CapturedLog("miner-0");

    @TempDir
    Path home;

    private final TestQueues queues;

    @SuppressWarnings("NullAway.Init")
    private MinerHarness miners;

    @SuppressWarnings("NullAway.Init")
    private FakeRun fake;

    @SuppressWarnings("NullAway.Init")
    private TestGateway gateway;

    GatewayTest(TestQueues queues) {
        this.queues = queues;
    }

    @BeforeEach
    void begin() throws Exception {
        miners = new MinerHarness(queues, home);
        fake = miners.prepare(spec(TWO_STAGES, 8), 0);
        gateway = new TestGateway(fake.url());
        miners.through(gateway.url());
    }

    @AfterEach
    void end() throws Exception {
        gateway.passOn();
        miners.end();
        gateway.close();
    }

    private Map<String, TestGateway.Manner> manners() {
        var all = new LinkedHashMap<String, TestGateway.Manner>();
        all.put("HTTP 404 (application/json", status(404, "application/json", "{\"message\":\"Not Found\"}"));
        all.put("HTTP 403 (application/json", status(403, "application/json", "{\"message\":\"Forbidden\"}"));
        all.put("HTTP 409 (application/json", status(409, "application/json", "{\"error\":\"registered again\"}"));
        all.put("HTTP 502 (text/html", status(502, "text/html", PAGE));
        all.put("HTTP 200 (text/html", status(200, "text/html", PAGE));
        all.put("HTTP 200 (application/json, 0 bytes)", status(200, "application/json", ""));
        all.put("HTTP 200 (application/json, 2 bytes)", status(200, "application/json", "{}"));
        all.put(
                "a redirection to https://else.where/v1/renew, which a miner does not follow; if the orchestrator has "
                        + "moved there, start with --orchestrator https://else.where",
                redirect("https://else.where/v1/renew"));
        all.put("was cut or changed on its way", gateway.truncated());
        all.put(gateway.url() + "/v1/renew: ", HttpExchange::close);
        return all;
    }

    @Test
    void a_session_survives_whatever_answers_in_the_orchestrators_place_and_each_time_is_said_once() throws Exception {
        var agent = miners.launch(0, true).agent();
        fake.awaitThat(() -> agent.status().isUp(), "work");

        for (var manner : manners().entrySet()) {
            log.clear();
            gateway.answer(manner.getValue());
            fake.awaitThat(() -> gateway.strange() >= 3, "three times " + manner.getKey());
            var trouble = agent.status().contact().trouble();
            assertThat(agent.status().isUp()).isFalse();
            gateway.passOn();
            fake.awaitThat(() -> agent.status().isUp(), "the orchestrator's own answer");

            assertThat(log.warnings()).as(manner.getKey()).singleElement().satisfies(warning -> assertThat(warning)
                    .contains(manner.getKey(), gateway.url() + "/v1/renew"));
            assertThat(trouble).isPresent();
            assertThat(log.lines()).anyMatch(line -> line.startsWith("the orchestrator answers again after"));
            assertThat(agent.status().contact().trouble()).isEmpty();
        }
        fake.send(forward(fake, 0, "fine", 0, false));
        assertThat(fake.await(Event.ForwardDone.class, 1))
                .extracting(Event.ForwardDone::lease)
                .containsExactly("fine");
        assertThat(fake.registrations).hasSize(1);
    }

    @Test
    void an_address_at_which_something_else_answers_again_and_again_is_wrong_and_says_so() {
        gateway.answer(redirect("https://else.where/v1/register"));

        assertThatThrownBy(this::register)
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("the address of the orchestrator is wrong")
                .hasMessageContaining("--orchestrator https://else.where");
        assertThat(gateway.strange()).isBetween(5, 20);
    }

    @Test
    void a_miner_that_had_a_session_waits_at_its_address_when_it_starts_again() throws Exception {
        new SessionFile(home).write("secret");
        gateway.answer(exchange -> {
            if (gateway.strange() >= 50) {
                gateway.passOn();
            }
            status(404, "text/plain", "no such app").answer(exchange);
        });

        assertThat(register().session()).isEqualTo("secret");
        assertThat(gateway.strange()).isGreaterThan(50);
        assertThat(log.warnings()).singleElement().asString().contains("HTTP 404", gateway.url() + "/v1/register");
    }

    @Test
    void a_server_that_says_that_it_is_overloaded_does_not_make_an_address_wrong() throws Exception {
        gateway.answer(exchange -> {
            if (gateway.strange() >= 50) {
                gateway.passOn();
            }
            status(503, "text/html", PAGE).answer(exchange);
        });

        assertThat(register().session()).isEqualTo("secret");
    }

    @Test
    void whatever_answers_in_the_object_stores_place_blames_nobody_and_is_waited_out() throws Exception {
        miners.through(fake.url());
        fake.objectsThrough(gateway.url());
        var agent = miners.launch(0, true).agent();
        fake.awaitThat(() -> agent.status().isUp(), "work");
        var manners = List.of(
                status(404, "text/html", PAGE),
                status(403, "application/json", "{\"message\":\"Forbidden\"}"),
                status(200, "text/html", PAGE),
                status(200, "application/json", ""),
                redirect("https://else.where/x"));

        for (var id = 0; id < manners.size(); id++) {
            log.clear();
            gateway.answer(manners.get(id));
            fake.send(forward(fake, id, "l" + id, 0, false));
            fake.awaitThat(() -> gateway.strange() >= 3, "three strange answers");
            gateway.passOn();
            fake.await(Event.ForwardDone.class, id + 1);

            assertThat(log.warnings())
                    .as("manner %d", id)
                    .singleElement()
                    .asString()
                    .contains("something on the way");
        }
        assertThat(fake.of(Event.InputBad.class)).isEmpty();
        assertThat(fake.of(Event.Refused.class)).isEmpty();
    }

    @Test
    void an_output_that_something_else_took_is_stored_again() throws Exception {
        miners.through(fake.url());
        fake.objectsThrough(gateway.url());
        var agent = miners.launch(0, true).agent();
        fake.awaitThat(() -> agent.status().isUp(), "work");
        gateway.answerOnly("PUT", status(200, "text/plain", "thanks"));
        fake.send(forward(fake, 0, "l0", 0, false));
        fake.awaitThat(() -> gateway.strange() >= 2, "strange answers");
        assertThat(fake.of(Event.ForwardDone.class)).isEmpty();
        gateway.passOn();

        fake.await(Event.ForwardDone.class, 1);
    }

    private RegisterResponse register() throws Exception {
        var random = new SecureRandom();
        try (var http = HttpClient.newHttpClient()) {
            var client = new OrchestratorClient(
                    gateway.url(), "test", KeyFile.loadOrCreate(home, random), http, Clock.systemUTC(), random);
            var quick = new Backoff(random, Duration.ofMillis(1));
            return new RegistrationClient("miner", new SessionFile(home), true, quick, Clock.systemUTC(), log.logger())
                    .register(
                            session -> client.register(new RegisterRequest(session, Optional.empty(), "test", "cpu")),
                            RegisterResponse::session);
        }
    }

    @Test
    void answers_of_another_run_and_of_a_cache_end_nothing() throws Exception {
        var agent = miners.launch(0, true).agent();
        fake.awaitThat(() -> agent.status().isUp(), "work");
        for (var mark : List.of("another 0123", "test 0123")) {
            gateway.answer(exchange -> {
                exchange.getResponseHeaders().set("x-iota-answer", mark);
                status(409, "application/json", "{\"error\":\"x\"}").answer(exchange);
            });
            fake.awaitThat(() -> gateway.strange() >= 2, "strange answers");
            assertThat(agent.status().contact().trouble().orElseThrow())
                    .contains(mark.startsWith("test") ? "as a cache does" : "the address of run 'another'");
            gateway.passOn();
            fake.awaitThat(() -> agent.status().isUp(), "the orchestrator's own answer");
        }
    }
}
