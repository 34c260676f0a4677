package dev.iota.local.runner.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.merge.Mode;
import dev.iota.core.run.LeaseSpec;
import dev.iota.local.runner.failure.RunnerException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TrainOptionsTest {
    @Test
    void without_a_limit_it_trains_for_five_minutes() {
        assertThat(options(Optional.empty(), OptionalLong.empty(), Optional.empty(), Optional.empty())
                        .length()
                        .time())
                .hasValue(Duration.ofMinutes(5));
    }

    @Test
    void with_steps_time_does_not_end_it() {
        assertThat(options(Optional.empty(), OptionalLong.of(3), Optional.empty(), Optional.empty())
                        .length()
                        .time())
                .isEmpty();
    }

    @Test
    void two_limits_are_refused() {
        assertThatThrownBy(() -> options(
                        Optional.of(Duration.ofMinutes(1)), OptionalLong.of(3), Optional.empty(), Optional.empty()))
                .isInstanceOf(RunnerException.class)
                .hasMessageContaining("choose one");
    }

    @Test
    void a_run_that_is_resumed_keeps_what_it_was_started_with() {
        assertThatThrownBy(() ->
                        options(Optional.empty(), OptionalLong.empty(), Optional.of("1B"), Optional.of(Path.of("run"))))
                .isInstanceOf(RunnerException.class)
                .hasMessage("--preset cannot be changed in a run that is resumed; leave it out");
    }

    @Test
    void numbers_that_mean_nothing_are_named() {
        assertThatThrownBy(() ->
                        options(Optional.of(Duration.ZERO), OptionalLong.empty(), Optional.empty(), Optional.empty()))
                .hasMessage("--minutes is 0.0; it must be more than 0");
        assertThatThrownBy(() -> options(Optional.empty(), OptionalLong.of(0), Optional.empty(), Optional.empty()))
                .hasMessage("--steps is 0; at least one is needed");
        assertThatThrownBy(() ->
                        new TrainOptions.Model(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(-1)))
                .hasMessage("--validators is -1; wanted 0 to 16");
    }

    @Test
    void a_learning_rate_replaces_the_peak_of_the_preset_and_may_be_given_to_a_run_that_is_resumed() {
        var rate = new TrainOptions.Learning(OptionalLong.empty(), OptionalDouble.of(2e-4));

        assertThat(Preflight.preset(options(rate, Optional.empty()))
                        .training()
                        .schedule()
                        .peak())
                .isEqualTo(2e-4);
        assertThat(options(rate, Optional.of(Path.of("run"))).learning().rate()).hasValue(2e-4);
    }

    @Test
    void a_learning_rate_that_is_none_is_named() {
        for (var rate : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> new TrainOptions.Learning(OptionalLong.empty(), OptionalDouble.of(rate)))
                    .hasMessage("--rate is %s; it must be a number above 0".formatted(rate));
        }
    }

    @Test
    void the_slowest_line_is_said_in_kilobytes_a_second_and_is_not_changed_in_a_run_that_is_resumed() {
        var merge = new TrainOptions.Merge(Optional.empty(), Optional.empty(), Optional.empty(), OptionalLong.of(250));

        assertThat(merge.leases(LeaseSpec.DEFAULT).slowestRate()).isEqualTo(250_000);
        assertThat(merge.leases(LeaseSpec.DEFAULT)).isEqualTo(LeaseSpec.DEFAULT.withSlowestRate(250_000));
        assertThat(TrainOptions.Merge.DEFAULT.leases(LeaseSpec.DEFAULT)).isEqualTo(LeaseSpec.DEFAULT);
        assertThatThrownBy(() -> new TrainOptions.Merge(
                        Optional.empty(), Optional.empty(), Optional.empty(), OptionalLong.of(0)))
                .hasMessageStartingWith("--slowest-rate is 0 kB/s; it must be more than 0");
        assertThatThrownBy(() -> new TrainOptions(
                        TrainOptions.Model.DEFAULT,
                        TrainOptions.Length.DEFAULT,
                        merge,
                        TextOptions.DEFAULT,
                        TrainOptions.Learning.DEFAULT,
                        TrainOptions.Files.DEFAULT,
                        Optional.of(Path.of("run")),
                        TrainOptions.Cloud.DEFAULT))
                .hasMessage("--slowest-rate cannot be changed in a run that is resumed; leave it out");
    }

    @Test
    void steps_of_sync_are_its_epochs_and_another_number_of_these_is_refused() {
        var sync = new TrainOptions.Merge(
                Optional.of(Mode.SYNC), Optional.empty(), Optional.empty(), OptionalLong.empty());

        assertThat(options(sync, 6, 6).epochChoice().epochs()).isEqualTo(6);
        assertThatThrownBy(() -> options(sync, 10, 5))
                .isInstanceOf(RunnerException.class)
                .hasMessage("--mode sync makes one step an epoch, and --steps 10 in --epochs 5 is something else; leave"
                        + " one of them out");
    }

    private static TrainOptions options(TrainOptions.Merge merge, long steps, int epochs) {
        return new TrainOptions(
                TrainOptions.Model.DEFAULT,
                new TrainOptions.Length(Optional.empty(), OptionalLong.of(steps), OptionalInt.of(epochs)),
                merge,
                TextOptions.DEFAULT,
                TrainOptions.Learning.DEFAULT,
                TrainOptions.Files.DEFAULT,
                Optional.empty(),
                TrainOptions.Cloud.DEFAULT);
    }

    private static TrainOptions options(TrainOptions.Learning learning, Optional<Path> resume) {
        return new TrainOptions(
                TrainOptions.Model.DEFAULT,
                TrainOptions.Length.DEFAULT,
                TrainOptions.Merge.DEFAULT,
                TextOptions.DEFAULT,
                learning,
                TrainOptions.Files.DEFAULT,
                resume,
                TrainOptions.Cloud.DEFAULT);
    }

    private static TrainOptions options(
            Optional<Duration> minutes, OptionalLong steps, Optional<String> preset, Optional<Path> resume) {
        return new TrainOptions(
                new TrainOptions.Model(preset, Optional.empty(), Optional.empty(), Optional.empty()),
                new TrainOptions.Length(minutes, steps, OptionalInt.empty()),
                TrainOptions.Merge.DEFAULT,
                TextOptions.DEFAULT,
                TrainOptions.Learning.DEFAULT,
                TrainOptions.Files.DEFAULT,
                resume,
                TrainOptions.Cloud.DEFAULT);
    }
}
