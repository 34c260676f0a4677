package dev.iota.miner.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.agent.failure.AgentException;
import dev.iota.core.run.EpochSpec;
import dev.iota.core.run.Presets;
import dev.iota.core.run.RunSpec;
import dev.iota.model.program.StageMemory;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryTest {
    private static final long MACHINE = 1000;

    @ParameterizedTest
    @CsvSource({
        "0.5,500",
        "1,1000",
        "6000000000,6000000000",
        "2K,2048",
        "1.5G,1610612736",
        "1GiB,1073741824",
        "3mb,3145728"
    })
    void an_amount_is_bytes_or_a_part_of_the_machine(String text, long bytes) {
        assertThat(MemoryLimit.parse(text).bytes(MACHINE)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "lots", "0", "-1", "1.5.2", "5X"})
    void anything_else_is_refused_by_name(String text) {
        assertThatThrownBy(() -> MemoryLimit.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @Test
    void a_stage_that_does_not_fit_is_refused_with_numbers_and_remedy() {
        var spec = RunSpec.of("big", 1, Presets.load("15B"), EpochSpec.untilClosed());
        assertThatThrownBy(() -> MemoryPlan.of(spec, 4, 8L << 30))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.kind()).isEqualTo(AgentException.Kind.DOES_NOT_FIT))
                .hasMessageContaining("stage 4 of run 'big' needs")
                .hasMessageContaining("8.00 GiB")
                .hasMessageContaining("--memory");
    }

    @Test
    void with_room_a_miner_holds_two_steps_of_microbatches_and_keeps_graphs() {
        var spec = RunSpec.of("small", 1, Presets.load("tiny"), EpochSpec.untilClosed());
        var plan = MemoryPlan.of(spec, 1, 4L << 30);
        assertThat(plan.slots()).isEqualTo(2 * spec.training().microbatchesPerStep());
        assertThat(plan.graphBudget()).isPositive().isLessThan(4L << 30);
    }

    @Test
    void with_little_room_it_holds_one_more_than_a_step_takes() {
        var spec = RunSpec.of("small", 1, Presets.load("tiny"), EpochSpec.untilClosed());
        var memory = StageMemory.of(spec.model(), spec.training(), 1);
        var fewest = spec.training().microbatchesPerStep() + 1;
        var plan = MemoryPlan.of(spec, 1, memory.total() + 4L * fewest * memory.boundary());
        assertThat(plan.slots()).isEqualTo(fewest);
    }

    @ParameterizedTest
    @CsvSource({"3, 0, 2, 0, true", "1, 0, 0, 0, true", "0, 3, 0, 3, false", "1000, 0, 128, 0, true"})
    void a_large_body_leaves_room_for_the_graph_at_work_and_keeps_block_inputs_where_there_is_none(
            int roomForGraphs, int roomForInputs, int graphs, int blockInputs, boolean atWork) {
        var preset = Presets.load("15B");
        var parts = StageMemory.of(preset.model(), preset.training(), 1);
        var slots = 128; // of a step of 320
        var room = roomForGraphs * parts.kept().graph()
                + roomForInputs * parts.kept().inputs();
        var bytes = parts.total() + slots * 4L * parts.boundary() + room;
        var plan = MemoryPlan.of(preset.model(), preset.training(), 1, bytes);

        assertThat(plan.slots()).isEqualTo(slots);
        assertThat(plan.graphs(parts)).isEqualTo(graphs);
        assertThat(plan.blockInputs(parts)).isEqualTo(blockInputs);
        assertThat(plan.hasGraphAtWork(parts)).isEqualTo(atWork);
    }

    @ParameterizedTest
    @CsvSource({"15B, 64", "8B, 64", "3B, 32", "1B, 14"})
    void a_miner_of_any_stage_of_a_preset_holds_sixteen_microbatches_and_a_step(String name, long gib) {
        var preset = Presets.load(name);
        for (var stage = 0; stage < preset.model().stages(); stage++) {
            assertThat(MemoryPlan.needed(preset.model(), preset.training(), stage))
                    .as("stage %d of %s", stage, name)
                    .isLessThanOrEqualTo(gib << 30);
            var plan = MemoryPlan.of(preset.model(), preset.training(), stage, gib << 30);
            assertThat(plan.slots()).isGreaterThanOrEqualTo(16);
            assertThat(plan.graphBudget()).isNotNegative();
        }
    }

    @Test
    void miners_of_one_machine_share_its_memory_by_what_their_stages_need() {
        var spec = RunSpec.of("large", 1, Presets.load("100M"), EpochSpec.untilClosed());
        var all = 17L << 30;
        var shares = IntStream.range(0, 3)
                .mapToLong(stage -> SharedMemory.share(spec, stage, all, 3))
                .toArray();

        assertThat(LongStream.of(shares).sum()).isBetween(all - 3, all);
        for (var stage = 0; stage < 3; stage++) {
            assertThat(shares[stage]).isGreaterThan(MemoryPlan.needed(spec.model(), spec.training(), stage));
        }
        assertThat(shares[2]).isGreaterThan(2 * shares[1]);
    }

    @Test
    void miners_that_are_no_full_set_are_taken_to_have_the_largest_stages() {
        var spec = RunSpec.of("large", 1, Presets.load("100M"), EpochSpec.untilClosed());
        var all = 100L << 30;
        assertThat(SharedMemory.share(spec, 1, all, 1)).isEqualTo(all);
        for (var stage = 0; stage < 3; stage++) {
            var other = (stage + 1) % 3;
            assertThat(SharedMemory.share(spec, stage, all, 2) + SharedMemory.share(spec, other, all, 2))
                    .isLessThanOrEqualTo(all);
        }
        var four = IntStream.of(0, 1, 2, 2)
                .mapToLong(stage -> SharedMemory.share(spec, stage, all, 4))
                .sum();
        assertThat(four).isBetween(all - 4, all);
    }

    @Test
    void miners_of_one_process_never_take_more_than_there_is() {
        var spec = RunSpec.of("large", 1, Presets.load("100M"), EpochSpec.untilClosed());
        var memory = new SharedMemory(3);
        var all = 6L << 30;
        var tails = memory.take(spec, 2, all) + memory.take(spec, 2, all) + memory.take(spec, 2, all);
        assertThat(tails).isLessThanOrEqualTo(all);

        memory.give(tails);

        assertThat(memory.take(spec, 2, all)).isEqualTo(SharedMemory.share(spec, 2, all, 3));
    }
}
