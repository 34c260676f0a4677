package dev.iota.orchestrator;

import static dev.iota.orchestrator.Looks.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.api.ErrorResponse;
import dev.iota.core.api.RegisterRequest;
import dev.iota.core.api.view.EpochStageView;
import dev.iota.core.api.view.EpochView;
import dev.iota.core.api.view.EpochsView;
import dev.iota.core.api.view.EventsView;
import dev.iota.core.api.view.MinerSummary.State;
import dev.iota.core.api.view.MinerView;
import dev.iota.core.api.view.MinersView;
import dev.iota.core.api.view.RunEvent;
import dev.iota.core.api.view.RunView;
import dev.iota.core.api.view.SeriesView;
import dev.iota.core.api.view.StagesView;
import dev.iota.core.base.Json;
import dev.iota.core.owner.Command;
import dev.iota.orchestrator.admin.RunOrders;
import dev.iota.orchestrator.context.Runs;
import dev.iota.orchestrator.context.Services;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What anybody may see of a run. */
@Tag("security")
class ReadApiTest {
    private final TestRun run = TestRun.of(100);
    private final ReadFunction read = new ReadFunction(run.services());

    @Test
    void a_run_is_seen_as_the_orchestrator_knows_it() {
        var head = run.miner(2);
        run.deliver(head.answer(head.receive().getFirst()));

        var seen = ok("/v1/run", RunView.class);

        assertThat(seen.run()).isEqualTo(run.names().run());
        assertThat(seen.shape().stages()).isEqualTo(TestRun.STAGES);
        assertThat(seen.work().microbatchesStarted())
                .isEqualTo(run.status().now().started());
        assertThat(seen.work().microbatchesInFlight())
                .isEqualTo(run.status().now().inFlight());
        assertThat(seen.readAt()).isEqualTo(run.clock().instant());
    }

    @Test
    void a_stack_without_a_run_says_that_there_is_none_yet_and_how_there_will_be_one() {
        var cloud = TestCloud.shared();
        var empty = Services.of(cloud.newRun(), cloud.awsClients(), run.clock(), new Random(1), pause -> {});

        var answer = get(new ReadFunction(empty), "/v1/run", "", Map.of());

        assertThat(answer.getStatusCode()).isEqualTo(503);
        assertThat(Json.read(answer.getBody(), ErrorResponse.class)).satisfies(said -> {
            assertThat(said.error()).contains("is not set up yet", "./iota run create");
            assertThat(said.retryAfterSeconds()).contains(5L);
        });
    }

    @Test
    void stages_and_curves_are_what_the_sweep_found() {
        var head = run.miner(2);
        run.deliver(head.answer(head.receive().getFirst()));
        run.sweep();
        run.clock().pass(Duration.ofSeconds(5));
        head.renew(2);
        run.sweep();

        var stages = ok("/v1/stages", StagesView.class);
        var series = ok("/v1/series", SeriesView.class);

        assertThat(stages.stages()).hasSize(TestRun.STAGES);
        assertThat(stages.stages().getFirst().miners().active()).isEqualTo(1);
        assertThat(stages.stages().get(1).work().microbatchesWaiting()).isEqualTo(1);
        assertThat(stages.bottleneck()).contains(1);
        assertThat(series.samples()).hasSize(2);
        assertThat(series.samples().getLast().tokensPerSecond()).contains(0.0);
        assertThat(series.next()).isEmpty();
    }

    @Test
    void curves_are_read_to_the_end_in_pieces() {
        for (var i = 0; i < 5; i++) {
            run.sweep();
            run.clock().pass(Duration.ofSeconds(5));
        }
        var first = ok("/v1/series", "limit=3", SeriesView.class);
        var rest = ok("/v1/series", "limit=3&since=" + first.next().orElseThrow(), SeriesView.class);

        assertThat(first.samples()).hasSize(3);
        assertThat(rest.samples()).hasSize(2);
        assertThat(rest.next()).isEmpty();
        assertThat(ok("/v1/series", "resolution=hour", SeriesView.class).samples())
                .as("the first of an hour is kept for good")
                .hasSize(1);
    }

    @Test
    void silent_and_evicted_miners_are_seen_too() {
        var silent = run.miner(1);
        var evicted = run.miner(1);
        run.clock().pass(Duration.ofMinutes(5));
        run.sweep();
        run.minerAdmin().evict(evicted.hotkey(), Duration.ofHours(1), "for a test");
        run.clock().pass(Duration.ofSeconds(5));
        run.sweep();

        var all = ok("/v1/miners", MinersView.class).miners();

        assertThat(all)
                .filteredOn(one -> one.hotkey().equals(silent.hotkey()))
                .allMatch(one -> one.state() == State.SILENT);
        assertThat(all)
                .filteredOn(one -> one.hotkey().equals(evicted.hotkey()))
                .allMatch(one -> one.state() == State.EVICTED);
        assertThat(all).hasSize(2);
        assertThat(ok("/v1/stages", StagesView.class).stages().stream()
                        .mapToInt(stage ->
                                stage.miners().silent() + stage.miners().evicted())
                        .sum())
                .isEqualTo(2);
        assertThat(ok("/v1/miners/" + evicted.hotkey(), MinerView.class)
                        .conduct()
                        .reason())
                .isEqualTo("by the operator: for a test");
    }

    @Test
    void pages_come_to_their_end_and_miss_none_that_was_there_while_others_join() {
        var there = List.of(run.miner(1), run.miner(1), run.miner(1), run.miner(1), run.miner(1));
        var seen = new ArrayList<String>();
        var page = ok("/v1/miners", "limit=2", MinersView.class);
        while (true) {
            page.miners().forEach(one -> seen.add(one.hotkey().address()));
            if (page.next().isEmpty()) {
                break;
            }
            TestMiner.joining(run);
            page = ok("/v1/miners", "limit=2&after=" + page.next().get(), MinersView.class);
        }

        assertThat(seen).doesNotHaveDuplicates();
        assertThat(seen)
                .containsAll(
                        there.stream().map(miner -> miner.hotkey().address()).toList());
    }

    @Test
    void what_happened_is_listed_once_with_its_reason_the_newest_first() {
        var miner = run.miner(1);
        run.clock().pass(Duration.ofMinutes(5));
        run.sweep();
        run.sweep();
        run.clock().pass(Duration.ofSeconds(1));
        run.minerAdmin().evict(miner.hotkey(), Duration.ofHours(1), "for a test");

        var events = ok("/v1/events", EventsView.class).events();

        assertThat(events)
                .extracting(RunEvent::kind)
                .containsExactly(
                        RunEvent.Kind.MINER_EVICTED, RunEvent.Kind.MINER_SILENT, RunEvent.Kind.MINER_REGISTERED);
        assertThat(events.getFirst().reason()).isEqualTo("by the operator: for a test");
        assertThat(events).allMatch(event -> event.hotkey().orElseThrow().equals(miner.hotkey()));
        var first = ok("/v1/events", "limit=2", EventsView.class);
        assertThat(ok("/v1/events", "limit=2&after=" + first.next().orElseThrow(), EventsView.class)
                        .events())
                .hasSize(1);
    }

    @Test
    void an_epoch_is_seen_with_who_owned_what_and_who_answered() {
        var scene = EpochScene.of(3);
        scene.train();
        scene.close();
        scene.work(scene.miners());
        scene.publishAndFlip();
        var other = new ReadFunction(scene.run().services());

        var epoch = Looks.ok(other, "/v1/epochs/0", "", EpochView.class);
        var stage = Looks.ok(other, "/v1/epochs/0/stages/0", "", EpochStageView.class);

        assertThat(epoch.stages()).isNotEmpty();
        assertThat(stage.uploads()).hasSize(3).allMatch(EpochStageView.Upload::accepted);
        assertThat(stage.shards()).isNotEmpty().allSatisfy(shard -> assertThat(shard.owners())
                .containsExactlyInAnyOrderElementsOf(shard.answered()));
        assertThat(Looks.ok(other, "/v1/epochs", "", EpochsView.class).epochs())
                .extracting(one -> one.epoch())
                .containsExactly(0);
        assertThat(Looks.ok(other, "/v1/events", "", EventsView.class).events())
                .extracting(RunEvent::kind)
                .contains(RunEvent.Kind.EPOCH_PUBLISHED);
    }

    @Test
    void what_its_owner_orders_is_seen_as_the_state_of_the_run_and_as_an_event() {
        var scene = EpochScene.of(2);
        scene.train();
        var services = scene.run().services();
        var orders = new RunOrders(services, new Runs(services), scene.run().control());
        assertThat(Looks.ok(new ReadFunction(services), "/v1/run", "", RunView.class))
                .returns(RunView.State.TRAINING, RunView::state)
                .returns(Optional.empty(), RunView::reason);

        var reasons = new ArrayList<String>();
        for (var command : List.of(Command.PAUSE, Command.RESUME, Command.PAUSE)) {
            scene.run().clock().pass(Duration.ofSeconds(1));
            reasons.add(orders.give(command).reason());
        }
        var paused = Looks.ok(new ReadFunction(services), "/v1/run", "", RunView.class);

        assertThat(paused.state()).isEqualTo(RunView.State.PAUSED);
        assertThat(paused.reason()).contains("the run is paused");
        assertThat(Looks.ok(new ReadFunction(services), "/v1/events", "", EventsView.class)
                        .events())
                .filteredOn(event -> event.kind() == RunEvent.Kind.RUN_ORDERED)
                .extracting(RunEvent::reason)
                .containsExactlyElementsOf(reasons.reversed());
        scene.run().clock().pass(Duration.ofSeconds(1));
        assertThat(orders.give(Command.STOP).reason())
                .isEqualTo(Looks.ok(new ReadFunction(services), "/v1/events", "limit=1", EventsView.class)
                        .events()
                        .getFirst()
                        .reason());
    }

    @Test
    void nothing_secret_and_no_address_of_the_network_is_in_an_answer() {
        var miner = run.miner(1);
        var record = run.record(miner);

        for (var path : List.of("/v1/miners", "/v1/miners/" + miner.hotkey(), "/v1/run", "/v1/events")) {
            assertThat(get(read, path, "", Map.of()).getBody())
                    .doesNotContain(record.joining().inbox())
                    .doesNotContain("http://")
                    .doesNotContain(record.session().hash());
        }
    }

    @Test
    void what_a_miner_says_of_itself_is_text_and_not_longer_than_is_shown() {
        var miner = TestMiner.stranger(run);
        var hostile = "<script>alert('1')</script>\u0000\"" + "x".repeat(200);
        var answer = run.register()
                .handleRequest(
                        miner.request(
                                "POST",
                                "/v1/register",
                                new RegisterRequest(Optional.empty(), Optional.empty(), "<b>1</b>", hostile)),
                        run.context());
        assertThat(answer.getStatusCode()).as(answer.getBody()).isEqualTo(200);

        var response = get(read, "/v1/miners/" + miner.hotkey(), "", Map.of());

        assertThat(response.getHeaders())
                .containsEntry("content-type", "application/json")
                .containsEntry("x-content-type-options", "nosniff");
        var shown = Json.read(response.getBody(), MinerView.class).miner();
        assertThat(shown.version()).isEqualTo("<b>1</b>");
        assertThat(shown.device()).isEqualTo(hostile.replace('\u0000', ' '));
    }

    private <T> T ok(String path, Class<T> type) {
        return ok(path, "", type);
    }

    private <T> T ok(String path, String query, Class<T> type) {
        return Looks.ok(read, path, query, type);
    }
}
