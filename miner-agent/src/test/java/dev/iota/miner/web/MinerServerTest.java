package dev.iota.miner.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.agent.failure.AgentException;
import dev.iota.core.base.Json;
import dev.iota.miner.agent.Agent;
import dev.iota.miner.agent.AgentOptions;
import dev.iota.miner.agent.Agents;
import dev.iota.miner.agent.MemoryLimit;
import dev.iota.miner.agent.view.MinerHealth;
import dev.iota.miner.home.MinerHome;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class MinerServerTest {
    @TempDir
    Path home;

    private final Agents agents = new Agents(LoggerFactory.getLogger("test"));

    @Test
    void health_is_down_until_every_miner_is_registered_and_says_where_each_stands() throws Exception {
        try (var http = HttpClient.newHttpClient();
                var server = MinerServer.start(0, agents)) {
            agents.add(agent(http, server));
            var response = get(http, server.url().resolve("/health"));
            assertThat(response.statusCode()).isEqualTo(503);
            var health = Json.mapper().readTree(response.body());
            assertThat(health.get("status").asText()).isEqualTo("DOWN");
            var miner = health.at("/details/miners/details/miner-0");
            assertThat(miner.get("phase").asText()).isEqualTo("REGISTERING");
            assertThat(miner.get("stage").asInt()).isEqualTo(-1);
            assertThat(Json.mapper().treeToValue(miner, MinerHealth.class).waitsFor())
                    .isPresent();
        }
    }

    @Test
    void a_person_at_the_terminal_sees_the_same() throws Exception {
        try (var http = HttpClient.newHttpClient();
                var server = MinerServer.start(0, agents)) {
            agents.add(agent(http, server));
            var process = new MinerHome.Running(
                    ProcessHandle.current().pid(), server.url().toString());
            Files.writeString(home.resolve(MinerHome.FILE), Json.write(process));
            var view = new MinerHome(home).look();
            assertThat(view.isUp()).isFalse();
            assertThat(reason(view.running())).isEqualTo(reason(agents.health()));
        }
    }

    private static String reason(Map<String, MinerHealth> healths) {
        return Objects.requireNonNull(healths.get("miner-0"))
                .waitsFor()
                .orElseThrow()
                .reason();
    }

    @Test
    void prometheus_finds_the_miners_metrics() throws Exception {
        try (var http = HttpClient.newHttpClient();
                var server = MinerServer.start(0, agents)) {
            agents.add(agent(http, server));
            assertThat(get(http, server.url().resolve("/prometheus")).body())
                    .contains(
                            "iota_forwards_total{miner=\"miner-0\"}",
                            "iota_bytes_down_total",
                            "iota_seconds_busy",
                            "iota_utilisation",
                            "iota_refusals_total");
        }
    }

    @Test
    void nothing_else_is_shown() throws Exception {
        try (var http = HttpClient.newHttpClient();
                var server = MinerServer.start(0, agents)) {
            for (var path : new String[] {"/env", "/beans", "/loggers", "/stop", "/info"}) {
                assertThat(get(http, server.url().resolve(path)).statusCode()).isEqualTo(404);
            }
            assertThat(server.url().getHost()).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void a_port_in_use_is_named_with_the_remedy() throws IOException {
        try (var taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> MinerServer.start(taken.getLocalPort(), agents))
                    .isInstanceOf(AgentException.class)
                    .hasMessageContaining("port " + taken.getLocalPort())
                    .hasMessageContaining("--port");
        }
    }

    private Agent agent(HttpClient http, MinerServer server) {
        var options = new AgentOptions(
                new AgentOptions.Target(URI.create("http://127.0.0.1:1"), "test"),
                home,
                1,
                new AgentOptions.Resources("cpu", 1, MemoryLimit.DEFAULT, 0),
                Duration.ZERO,
                true);
        return new Agent(
                options,
                "miner-0",
                home,
                "test",
                http,
                server.registry(),
                Clock.systemUTC(),
                LoggerFactory.getLogger("test"));
    }

    private static HttpResponse<String> get(HttpClient http, URI uri) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
}
