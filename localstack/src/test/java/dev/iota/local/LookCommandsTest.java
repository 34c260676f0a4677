package dev.iota.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.iota.core.api.AuditCounts;
import dev.iota.core.api.ErrorResponse;
import dev.iota.core.api.view.EventsView;
import dev.iota.core.api.view.HeldOutLoss;
import dev.iota.core.api.view.MinerSummary;
import dev.iota.core.api.view.MinersView;
import dev.iota.core.api.view.RunCost;
import dev.iota.core.api.view.RunEvent;
import dev.iota.core.api.view.RunView;
import dev.iota.core.api.view.StageSummary;
import dev.iota.core.api.view.StagesView;
import dev.iota.core.api.view.View;
import dev.iota.core.base.Json;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.KeyPair;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The commands that look at a run by its API alone. */
class LookCommandsTest {
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final Hotkey MINER = KeyPair.generate(new Random(1)).hotkey();

    private final Map<String, Object> documents = new ConcurrentHashMap<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @SuppressWarnings("NullAway.Init")
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            var found =
                    Optional.ofNullable(documents.get(exchange.getRequestURI().getPath()));
            var nothing = new ErrorResponse("there is no such miner", Optional.empty(), Optional.empty());
            var bytes = Json.write(found.orElse(nothing)).getBytes(StandardCharsets.UTF_8);
            try (exchange) {
                exchange.sendResponseHeaders(found.isPresent() ? 200 : 404, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    @Test
    void status_says_what_the_api_says_of_run_and_stages() {
        documents.put("/v1/run", run());
        documents.put("/v1/stages", StagesView.of(NOW, List.of(stage(0, 0), stage(1, 7))));
        assertThat(api("status")).isZero();
        assertThat(out.toString().lines())
                .contains(
                        "run alpha: training, epoch 2 of 10, counted from 0",
                        "2,048 tokens trained in 16 microbatches; 3 on their way, 1 lost, 2 started again",
                        "loss 2.500 last, 3.000 mean, in nats per token",
                        "held-out loss 2.750 after epoch 1, over 512 tokens",
                        "in AWS it would have cost about $0.01: an estimate from calls counted on 2026-11-28, at list"
                                + " prices, without traffic and storage",
                        "the other stages wait for stage 1")
                .anyMatch(line -> line.matches("stage 1 +2 +1 +0 +0 +4 +8 +7 +1\\.50 +61 %"));
        assertThat(out.toString()).doesNotContain("\u001b");
    }

    @Test
    void for_a_program_status_is_the_documents_themselves() throws Exception {
        documents.put("/v1/run", run());
        documents.put("/v1/stages", StagesView.of(NOW, List.of(stage(0, 0))));
        assertThat(api("status", "--json")).isZero();
        assertThat(Json.mapper()
                        .treeToValue(Json.mapper().readTree(out.toString()).get("run"), RunView.class))
                .isEqualTo(run());
    }

    @Test
    void miners_are_a_table_in_which_what_they_say_is_text() {
        documents.put("/v1/miners", new MinersView(View.FORMAT, NOW, List.of(miner()), Optional.empty()));
        assertThat(api("miners")).isZero();
        assertThat(out.toString())
                .contains(MINER.address() + "  stage 1  ready")
                .contains("<b>gpu</b> [2J")
                .doesNotContain("\u001b");
    }

    @Test
    void events_stand_in_the_order_in_which_they_happened() {
        var events = List.of(
                event("b", RunEvent.Kind.MINER_EVICTED, "hoards").of(MINER).inStage(1),
                event("a", RunEvent.Kind.EPOCH_PUBLISHED, "every stage is merged")
                        .inEpoch(0));
        documents.put("/v1/events", new EventsView(View.FORMAT, NOW, events, Optional.empty()));
        assertThat(api("events")).isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "2026-11-28T12:00:00Z  epoch published  epoch 0: every stage is merged",
                        "2026-11-28T12:00:00Z  miner evicted  stage 1  %s: hoards".formatted(MINER));
        out.getBuffer().setLength(0);
        assertThat(api("events", "--limit", "1")).isZero();
        assertThat(out.toString().lines()).singleElement().asString().contains("hoards");
    }

    @Test
    void what_is_wrong_is_one_clear_sentence() {
        assertThat(api("explain", MINER.address())).isEqualTo(1);
        says("iota: there is no such miner");
        assertThat(api("explain", MINER.address().substring(1) + "x")).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("iota: '")
                .contains(MINER.address().substring(1) + "x");
        err.getBuffer().setLength(0);
        assertThat(api("miners", "--evict", MINER.address())).isEqualTo(1);
        says("iota: './iota miners' needs more than the API shows; name the run by --run or --deployed");
        assertThat(api("rollback", "1")).isEqualTo(1);
        says("iota: './iota rollback' needs more than the API shows; name the run by --run or --deployed");
        assertThat(run("status", "--api", "http://127.0.0.1:1")).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("iota: the run at http://127.0.0.1:1 cannot be reached (nothing listens there)");
        err.getBuffer().setLength(0);
        assertThat(run("status", "--api", "alpha")).isEqualTo(2);
        assertThat(err.toString()).startsWith("iota: --api is 'alpha'; wanted an http or https URL");
        err.getBuffer().setLength(0);
        assertThat(api("events", "--limit", "0")).isEqualTo(2);
        assertThat(err.toString()).startsWith("iota: --limit is 0");
    }

    private void says(String sentence) {
        assertThat(err.toString().strip()).isEqualTo(sentence);
        err.getBuffer().setLength(0);
    }

    private int api(String... words) {
        var all = new java.util.ArrayList<>(List.of(words));
        all.addAll(List.of("--api", "http://127.0.0.1:" + server.getAddress().getPort() + "/"));
        return run(all.toArray(String[]::new));
    }

    private int run(String... words) {
        return LocalCommand.line()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words);
    }

    private static RunView run() {
        return new RunView(
                View.FORMAT,
                NOW,
                "alpha",
                RunView.State.TRAINING,
                Optional.empty(),
                new RunView.Shape(2, 4, 128),
                2,
                10,
                Optional.of(NOW),
                new RunView.Work(20, 16, 1, 0, 3, 2, 1, 2048, 3, 2.5),
                AuditCounts.NONE,
                Optional.of(new HeldOutLoss(1, 2.75, 512, 1024, NOW)),
                Optional.of(new RunCost(0.01234, false, "2026-11-28", 1, 0.5)));
    }

    private static StageSummary stage(int stage, int waiting) {
        return new StageSummary(
                stage,
                NOW,
                new StageSummary.Miners(2, 1, 0, 0, NOW),
                new StageSummary.Work(8, 4, waiting, Optional.of(1.5), Optional.of(61.2)),
                new StageSummary.Totals(10, 5));
    }

    private static MinerSummary miner() {
        return new MinerSummary(
                MINER,
                MinerSummary.State.READY,
                1,
                3,
                NOW,
                8,
                2,
                20,
                19,
                0.25,
                "1.0",
                "<b>gpu</b>\u001b[2J",
                Optional.empty());
    }

    private static RunEvent event(String id, RunEvent.Kind kind, String reason) {
        return RunEvent.of(id, kind, NOW, reason);
    }
}
