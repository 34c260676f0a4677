package dev.iota.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.base.InvalidSpecException;
import dev.iota.core.base.Sha256;
import org.junit.jupiter.api.Test;

class RunSpecDataTest {
    private static final RunSpec SPEC = RunSpec.of("alpha", 1, Presets.load("tiny"), EpochSpec.untilClosed());
    private static final RunSpec OVER = SPEC.withData(Sha256.hex("these"));

    @Test
    void a_run_over_other_data_is_another_run() {
        assertThat(OVER.isSameRun(SPEC.withData(Sha256.hex("others")))).isFalse();
        assertThat(OVER.isSameRun(OVER.withData(Sha256.hex("these")).withLearningRate(1)))
                .isTrue();
    }

    @Test
    void a_specification_that_names_its_data_is_not_given_others() {
        assertThatThrownBy(() -> OVER.withData(Sha256.hex("others")))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContainingAll(Sha256.hex("these"), Sha256.hex("others"), "whose 'data' is null");
    }
}
