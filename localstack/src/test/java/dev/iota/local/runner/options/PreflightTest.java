package dev.iota.local.runner.options;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.local.runner.failure.RunnerException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong is told before anything is started. */
class PreflightTest {
    @TempDir
    private Path folder;

    private static TrainOptions options(
            TrainOptions.Length length, TrainOptions.Merge merge, TextOptions text, Optional<Path> report) {
        return new TrainOptions(
                TrainOptions.Model.DEFAULT,
                length,
                merge,
                text,
                TrainOptions.Learning.DEFAULT,
                new TrainOptions.Files(Optional.empty(), report),
                Optional.empty(),
                TrainOptions.Cloud.DEFAULT);
    }

    private static void refused(TrainOptions options, String message) {
        assertThatThrownBy(() -> Preflight.checkFiles(options))
                .isInstanceOf(RunnerException.class)
                .hasMessageContaining(message);
    }

    @Test
    void a_report_needs_a_folder_that_is_there() {
        var report = Optional.of(folder.resolve("none").resolve("r.json"));

        refused(
                options(TrainOptions.Length.DEFAULT, TrainOptions.Merge.DEFAULT, TextOptions.DEFAULT, report),
                "there is no folder %s for the report".formatted(folder.resolve("none")));
    }

    @Test
    void a_codec_that_is_none_is_refused_before_text_is_tokenised() {
        var merge =
                new TrainOptions.Merge(Optional.empty(), Optional.of("int7"), Optional.empty(), OptionalLong.empty());

        refused(options(TrainOptions.Length.DEFAULT, merge, TextOptions.DEFAULT, Optional.empty()), "--codec: ");
    }

    @Test
    void time_without_an_end_is_refused() {
        var length = new TrainOptions.Length(
                Optional.of(Duration.ofMillis(Long.MAX_VALUE)), OptionalLong.empty(), OptionalInt.empty());

        refused(
                options(length, TrainOptions.Merge.DEFAULT, TextOptions.DEFAULT, Optional.empty()),
                "--minutes is more than a year");
    }

    @Test
    void the_byte_tokenizer_takes_no_token_of_the_user() {
        var text = new TextOptions(
                Optional.empty(), Optional.empty(), Optional.of("</s>"), Optional.empty(), OptionalDouble.empty());

        refused(
                options(TrainOptions.Length.DEFAULT, TrainOptions.Merge.DEFAULT, text, Optional.empty()),
                "--end-of-text is </s>");
    }

    @Test
    void memory_is_compared_with_what_is_free_and_with_what_miners_may_use_of_the_machine() {
        var gib = 1L << 30;
        var preset = Preflight.Trained.preset("p");
        Preflight.checkMemory(preset, 3 * gib, 2, OptionalLong.of(8 * gib), OptionalLong.of(8 * gib));
        Preflight.checkMemory(preset, 3 * gib, 2, OptionalLong.empty(), OptionalLong.empty());

        assertThatThrownBy(() ->
                        Preflight.checkMemory(preset, 3 * gib, 2, OptionalLong.of(7 * gib), OptionalLong.of(99 * gib)))
                .hasMessageContaining(
                        "the preset p with 2 miners a stage needs about 8.0 GiB of memory and 7.0 GiB are")
                .hasMessageContaining("available");
        assertThatThrownBy(() ->
                        Preflight.checkMemory(preset, 7 * gib, 1, OptionalLong.of(9 * gib), OptionalLong.of(9 * gib)))
                .hasMessageContaining("needs about 7.0 GiB of memory and 6.8 GiB are the miners' part")
                .hasMessageContaining("a tokenizer with a smaller vocabulary");
    }

    @Test
    void a_run_that_goes_on_is_not_told_to_become_another_one() {
        var run = Preflight.Trained.run(Path.of("runs", "a"));

        assertThatThrownBy(
                        () -> Preflight.checkMemory(run, 1L << 40, 1, OptionalLong.of(1L << 30), OptionalLong.empty()))
                .hasMessageContaining("the run in runs/a with 1 miners a stage needs about 1026.0 GiB")
                .hasMessageContaining("end what else uses it")
                .hasMessageNotContaining("preset");
    }
}
