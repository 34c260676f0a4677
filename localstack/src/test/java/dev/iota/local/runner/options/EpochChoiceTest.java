package dev.iota.local.runner.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.merge.Mode;
import dev.iota.core.merge.step.Moments;
import dev.iota.core.run.EpochSpec;
import dev.iota.core.run.Presets;
import dev.iota.core.run.RunSpec;
import dev.iota.core.run.TrainingSpec;
import dev.iota.local.runner.failure.RunnerException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class EpochChoiceTest {
    private static final TrainingSpec PRESET = Presets.load("tiny").training();

    private final Options options = new Options();

    @Test
    void without_epochs_the_run_is_one_that_lasts_until_it_is_closed() {
        options.minutes = Optional.of(Duration.ofMinutes(5));

        var spec = spec();

        assertThat(spec.count()).isZero();
        assertThat(spec.shortest()).isGreaterThan(Duration.ofDays(365));
        assertThat(training().stepsPerEpoch())
                .as("the rate follows its steps to the end")
                .isGreaterThan(100_000);
    }

    @Test
    void epochs_share_the_time() {
        options.minutes = Optional.of(Duration.ofMinutes(6));
        options.epochs = OptionalInt.of(4);

        var spec = spec();

        assertThat(spec.count()).isEqualTo(4);
        assertThat(spec.shortest()).isEqualTo(spec.target()).isEqualTo(Duration.ofSeconds(90));
        assertThat(training()).as("the rate follows the preset's epochs").isEqualTo(PRESET);
    }

    @Test
    void epochs_share_the_steps_and_each_has_one_at_least() {
        options.steps = OptionalLong.of(10);
        options.epochs = OptionalInt.of(4);

        assertThat(training().stepsPerEpoch()).isEqualTo(2);
        assertThat(spec().shortest()).isZero();
        assertThat(spec().quorums().minimumBackwards()).isEqualTo(2 * PRESET.microbatchesPerStep());
    }

    @Test
    void in_mode_sync_every_step_is_an_epoch() {
        options.mode = Optional.of(Mode.SYNC);
        options.steps = OptionalLong.of(7);

        assertThat(spec().count()).isEqualTo(7);
        assertThat(training().stepsPerEpoch()).isEqualTo(1);
        assertThat(spec().quorums().minimumBackwards()).isEqualTo(PRESET.microbatchesPerStep());
    }

    @Test
    void moments_begin_an_epoch_as_the_operator_says() {
        assertThat(spec().merge().diloco().moments()).isEqualTo(Moments.KEPT);

        options.moments = Optional.of(Moments.RESTARTED);

        assertThat(spec().merge().diloco().moments()).isEqualTo(Moments.RESTARTED);
        assertThat(spec().merge().diloco().hasMomentum()).isFalse();
    }

    @Test
    void a_codec_that_is_none_is_named() {
        options.codec = Optional.of("gzip");

        assertThatThrownBy(this::spec).isInstanceOf(RunnerException.class).hasMessageContaining("gzip");
    }

    @Test
    void a_resumed_run_goes_on_to_its_last_epoch() {
        options.minutes = Optional.of(Duration.ofMinutes(6));
        options.epochs = OptionalInt.of(4);
        var run = run();
        options.epochs = OptionalInt.empty();
        options.minutes = Optional.empty();

        assertThat(EpochChoice.count(run, 3, resumed().length())).isEqualTo(4);
        assertThatThrownBy(() -> EpochChoice.count(run, 4, resumed().length()))
                .isInstanceOf(RunnerException.class)
                .hasMessage("the 4 epochs of the run are over; --epochs E lets it go on with E more");
    }

    @Test
    void further_epochs_come_after_the_current_one() {
        options.minutes = Optional.of(Duration.ofMinutes(6));
        options.epochs = OptionalInt.of(4);
        var run = run();
        options.epochs = OptionalInt.of(2);
        options.minutes = Optional.empty();

        assertThat(EpochChoice.count(run, 4, resumed().length())).isEqualTo(6);
    }

    @Test
    void further_steps_or_minutes_are_as_many_epochs_as_they_take() {
        options.epochs = OptionalInt.of(4);
        options.minutes = Optional.of(Duration.ofMinutes(8));
        var byTime = run();
        options.minutes = Optional.empty();
        options.steps = OptionalLong.of(8);
        var bySteps = run();
        options.epochs = OptionalInt.empty();

        options.steps = OptionalLong.of(5);
        assertThat(EpochChoice.count(bySteps, 4, resumed().length())).isEqualTo(7);
        assertThatThrownBy(() -> EpochChoice.count(byTime, 4, resumed().length()))
                .hasMessageContaining("say --epochs");

        options.steps = OptionalLong.empty();
        options.minutes = Optional.of(Duration.ofMinutes(3));
        assertThat(EpochChoice.count(byTime, 4, resumed().length())).isEqualTo(6);
        assertThatThrownBy(() -> EpochChoice.count(bySteps, 4, resumed().length()))
                .hasMessageContaining("say --epochs");
    }

    @Test
    void a_run_that_is_not_cut_into_epochs_cannot_be_told_how_many() {
        options.steps = OptionalLong.of(8);
        var run = run();
        options.steps = OptionalLong.empty();

        assertThat(EpochChoice.count(run, 1, resumed().length())).isZero();
        options.epochs = OptionalInt.of(2);
        assertThatThrownBy(() -> EpochChoice.count(run, 1, resumed().length()))
                .isInstanceOf(RunnerException.class)
                .hasMessageContaining("say --minutes or --steps");
    }

    private EpochSpec spec() {
        return options.of().epochChoice().spec(training(), options.of().length());
    }

    private TrainingSpec training() {
        return options.of().epochChoice().training(PRESET, options.of().length());
    }

    private RunSpec run() {
        var preset = Presets.load("tiny");
        return RunSpec.of("x", 1, new dev.iota.core.run.Preset(preset.model(), training()), spec());
    }

    private TrainOptions resumed() {
        options.resume = Optional.of(Path.of("run"));
        var resumed = options.of();
        options.resume = Optional.empty();
        return resumed;
    }

    private static final class Options {
        private Optional<Duration> minutes = Optional.empty();
        private OptionalLong steps = OptionalLong.empty();
        private OptionalInt epochs = OptionalInt.empty();
        private Optional<Mode> mode = Optional.empty();
        private Optional<String> codec = Optional.empty();
        private Optional<Moments> moments = Optional.empty();
        private Optional<Path> resume = Optional.empty();

        TrainOptions of() {
            return new TrainOptions(
                    TrainOptions.Model.DEFAULT,
                    new TrainOptions.Length(minutes, steps, epochs),
                    new TrainOptions.Merge(mode, codec, moments, OptionalLong.empty()),
                    TextOptions.DEFAULT,
                    TrainOptions.Learning.DEFAULT,
                    TrainOptions.Files.DEFAULT,
                    resume,
                    TrainOptions.Cloud.DEFAULT);
        }
    }
}
