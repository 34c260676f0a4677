package dev.iota.local.runner.owner;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.api.EpochStatus;
import dev.iota.core.epoch.CarriedOver;
import dev.iota.core.epoch.EpochFigures;
import dev.iota.local.runner.failure.RunnerException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StopCommandTest {
    private static EpochStatus epoch(int number, CarriedOver... carriedOver) {
        var figures = new EpochFigures(6, 6, 0, 0, 0, 0, List.of(), List.of(), List.of(), 48);
        return new EpochStatus(number, "PUBLISHED", Instant.EPOCH, "", 1, 0, figures, List.of(carriedOver));
    }

    @Test
    void a_run_does_not_end_well_if_a_stage_of_its_last_epoch_was_merged_by_nobody() {
        var epochs = List.of(epoch(0), epoch(1, new CarriedOver(1, "0 of 1 uploads")));

        assertThatThrownBy(() -> StopCommand.requireMerged(epochs, 1))
                .isInstanceOf(RunnerException.class)
                .hasMessageContaining("epoch 1: stage 1 was carried over")
                .hasMessageContaining("run start");
    }

    @Test
    void what_an_earlier_epoch_lost_was_trained_again() {
        var epochs = List.of(epoch(0, new CarriedOver(1, "0 of 1 uploads")), epoch(1));

        assertThatCode(() -> StopCommand.requireMerged(epochs, 1)).doesNotThrowAnyException();
    }
}
