package dev.iota.agent.home;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.agent.failure.AgentException;
import dev.iota.core.base.Sha256;
import dev.iota.core.run.EpochSpec;
import dev.iota.core.run.Presets;
import dev.iota.core.run.RunSpec;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("security")
class KnownDataTest {
    private static final RunSpec SPEC = RunSpec.of("alpha", 1, Presets.load("tiny"), EpochSpec.untilClosed());

    @TempDir
    private Path home;

    @Test
    void a_run_that_has_other_data_than_before_is_refused() throws Exception {
        var folder = home.resolve("alpha");
        KnownData.require(folder, SPEC.withData(Sha256.hex("these")));

        assertThatCode(() -> KnownData.require(folder, SPEC.withData(Sha256.hex("these"))))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> KnownData.require(folder, SPEC.withData(Sha256.hex("others"))))
                .isInstanceOf(AgentException.class)
                .hasMessageContainingAll(
                        Sha256.hex("others") + " now", Sha256.hex("these") + " before", "ask the owner of the run");
    }

    @Test
    void a_run_that_does_not_say_what_its_data_are_is_refused() {
        assertThatThrownBy(() -> KnownData.require(home, SPEC))
                .isInstanceOf(AgentException.class)
                .hasMessage("the orchestrator does not say what the data of the run 'alpha' are; ask its owner");
    }
}
