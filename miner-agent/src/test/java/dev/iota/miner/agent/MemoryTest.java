package dev.iota.miner.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.agent.failure.AgentException;
import dev.iota.core.run.EpochSpec;
import dev.iota.core.run.Presets;
import dev.iota.core.run.RunSpec;
import dev.iota.model.program.StageMemory;
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
}
