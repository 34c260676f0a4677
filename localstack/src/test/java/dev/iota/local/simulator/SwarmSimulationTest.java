package dev.iota.local.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iota.core.base.Json;
import dev.iota.local.simulator.scenario.Scenarios;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Small swarms on a virtual clock: what must hold holds with any seed, and what they use is what real runs use. */
@Tag("chaos")
public class SwarmSimulationTest {
    /** Units of a microbatch as HopCostTest of the orchestrator bounds them, and those of the steps that contain it. */
    private static final double TABLE_WRITES = 45 + 5 * 6.0 / 16;

    private static final double INDEX_WRITES = 4;

    /** What docs/costs.md counts of a real run for its hops, steps and heartbeats, and one timer. */
    private static final double QUEUE_REQUESTS = 51.5 + 0.6 + 0.1 + 3;

    private static final double PUTS = 8.1;
    private static final double PART = 0.12;

    @Test
    void nothing_is_lost_and_nothing_counts_twice_whatever_goes_wrong() {
        holds(1, 20);
    }

    @Test
    @Tag("long")
    void nothing_is_lost_and_nothing_counts_twice_with_any_of_a_thousand_seeds() {
        holds(1, 1000);
    }

    private static void holds(long from, long count) {
        var scenario = Scenarios.load("faults");
        var reports = LongStream.range(from, from + count)
                .parallel()
                .mapToObj(seed -> new SwarmSimulation(scenario, seed).run(part -> {}))
                .toList();

        assertThat(reports).allSatisfy(report -> assertThat(report.findings())
                .as("./iota simulate faults --seed %d", report.seed())
                .isEqualTo(new SimulationReport.Findings(List.of(), List.of())));
        for (var fault : List.of(
                "hops handed out again",
                "hops refused",
                "invocations that died",
                "positions that started again",
                "transactions that conflicted")) {
            assertThat(reports.stream()
                            .mapToLong(report -> report.course().faults().getOrDefault(fault, 0L))
                            .sum())
                    .as(fault)
                    .isPositive();
        }
    }

    @Test
    void nothing_is_lost_and_nothing_counts_twice_over_the_ends_of_epochs() {
        mergesHold(1, 6);
    }

    @Test
    void an_upload_of_a_stage_that_is_published_counts_in_no_epoch() {
        // A miner of it that registers again uploads what it has once more.
        assertThat(new SwarmSimulation(Scenarios.load("merges"), 143)
                        .run(part -> {})
                        .broken())
                .isEmpty();
    }

    @Test
    @Tag("long")
    void nothing_is_lost_and_nothing_counts_twice_over_the_ends_of_epochs_with_any_of_a_thousand_seeds() {
        mergesHold(1, 1000);
    }

    private static void mergesHold(long from, long count) {
        var scenario = Scenarios.load("merges");
        var reports = LongStream.range(from, from + count)
                .parallel()
                .mapToObj(seed -> new SwarmSimulation(scenario, seed).run(part -> {}))
                .toList();

        assertThat(reports).allSatisfy(report -> {
            assertThat(report.broken())
                    .as("./iota simulate merges --seed %d", report.seed())
                    .isEmpty();
            assertThat(report.course().epochs().published()).isPositive();
        });
        assertThat(reports.stream()
                        .mapToLong(report -> report.course().epochs().moves())
                        .sum())
                .isPositive();
    }

    @Test
    void a_thousand_miners_that_register_in_a_minute_are_all_placed() {
        register(1000);
    }

    @Test
    @Tag("long")
    void ten_thousand_miners_that_register_in_a_minute_are_all_placed() {
        register(10_000);
    }

    private static void register(int miners) {
        var scenario = Scenarios.parse("registrations", """
                about: Everybody comes at once.
                swarm: {miners: %d, seconds: 120, positions: 50, slots: 1, microbatchesPerStep: 1, joinSeconds: 60}
                plane: {heartbeatSeconds: 30}
                """.formatted(miners));

        var report = new SwarmSimulation(scenario, 1).run(part -> {});

        assertThat(report.findings()).isEqualTo(new SimulationReport.Findings(List.of(), List.of()));
        assertThat(report.course().faults()).containsEntry("registrations", (long) miners);
        assertThat(report.course().epochs().balance()).isGreaterThan(0.9);
    }

    @Test
    void the_same_seed_gives_the_same_course() {
        var scenario = Scenarios.load("faults");
        var first = new SwarmSimulation(scenario, 5).run(part -> {});
        var second = new SwarmSimulation(scenario, 5).run(part -> {});
        var other = new SwarmSimulation(scenario, 6).run(part -> {});

        assertThat(Json.write(second)).isEqualTo(Json.write(first));
        assertThat(Json.write(other)).isNotEqualTo(Json.write(first));
    }

    @Test
    void two_threads_play_the_same_course_as_one() {
        for (var name : List.of("faults", "merges")) {
            var scenario = Scenarios.load(name);
            try (var beside = Executors.newSingleThreadExecutor()) {
                var onTwo = new SwarmSimulation(scenario, 7, beside).run(part -> {});
                var onOne = new SwarmSimulation(scenario, 7).run(part -> {});

                assertThat(Json.write(onTwo)).isEqualTo(Json.write(onOne));
            }
        }
    }

    @Test
    void a_calm_run_takes_of_the_services_what_handlers_and_a_real_one_were_counted_to_take() {
        var report = new SwarmSimulation(Scenarios.load("small"), 1).run(part -> {});

        assertThat(report.findings().broken()).isEmpty();
        assertThat(report.whole().hopsPerMicrobatch()).isEqualTo(9);
        assertThat(report.whole().leasesPerHop()).isEqualTo(1);
        // A write that met another one at an item is tried again, with a timer of its own.
        assertThat(report.whole().timersPerMicrobatch()).isBetween(1.0, 1.3);
        assertThat(report.use().objectPuts()).isEqualTo(PUTS, within(PART * PUTS));
        assertThat(report.use().queueRequests()).isEqualTo(QUEUE_REQUESTS, within(PART * QUEUE_REQUESTS));
        assertThat(report.use().tableWrites()).isEqualTo(TABLE_WRITES, within(PART * TABLE_WRITES));
        assertThat(report.use().indexWrites()).isEqualTo(INDEX_WRITES, within(PART * INDEX_WRITES));
    }
}
