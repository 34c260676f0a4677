package dev.iota.model.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.run.EpochSpec;
import dev.iota.core.run.Presets;
import dev.iota.core.run.RunSpec;
import dev.iota.core.score.ScoreRules;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("ledger")
class StageFlopsTest {
    @ParameterizedTest
    @ValueSource(strings = {"tiny", "100M", "1B", "3B", "8B", "15B", "100B"})
    void scores_count_the_operations_that_the_stages_programs_have(String name) {
        var preset = Presets.load(name);
        var rules = ScoreRules.of(RunSpec.of("a-run", 1, preset, EpochSpec.untilClosed()));
        for (var stage = 0; stage < preset.model().stages(); stage++) {
            var shape = new BenchShape(preset.model(), preset.training(), stage);
            assertThat((double) rules.flops(stage))
                    .isEqualTo(shape.flopPerToken() * preset.training().tokensPerMicrobatch());
        }
    }
}
