package dev.iota.local.runner.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.api.AuditCounts;
import dev.iota.core.api.EpochStatus;
import dev.iota.core.api.StatusResponse;
import dev.iota.core.api.StatusResponse.Phase;
import dev.iota.core.epoch.EpochFigures;
import dev.iota.core.merge.MergeOptions;
import dev.iota.core.merge.Mode;
import dev.iota.core.merge.codec.Float32Codec;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.core.run.EpochSpec;
import dev.iota.core.run.Preset;
import dev.iota.core.run.Presets;
import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.Direction;
import dev.iota.local.runner.folder.RunFile;
import dev.iota.local.runner.operator.Books;
import dev.iota.local.runner.operator.Tally;
import dev.iota.local.runner.report.RunFacts.CutShort;
import dev.iota.local.runner.report.RunFacts.Measured;
import dev.iota.local.runner.report.SessionCourse.End;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Of a session that began with epoch 3 and ended with epoch 5, of two miners a stage. */
class CutShortTest {
    private static final Preset TINY = Presets.load("tiny");
    private static final EpochFigures MERGED = new EpochFigures(6, 6, 0, 0, 0, 0, List.of(), List.of(), List.of(), 48);

    @Test
    void an_epoch_that_ended_without_slow_miners_is_cut_short_whatever_the_others_made() {
        assertThat(cutShort(End.LIMIT, inSteps(4), Map.of(3, 4, 4, 4, 5, 4))).isEmpty();
        assertThat(cutShort(End.LIMIT, inSteps(4), Map.of(3, 9, 4, 2, 5, 4)))
                .as("by a step of all miners")
                .containsExactly(new CutShort(4, "steps", 2, 4, false));
    }

    @Test
    void steps_that_do_not_divide_by_the_epochs_are_no_shortfall() {
        assertThat(cutShort(End.LIMIT, inSteps(10 / 3), Map.of(3, 3, 4, 3, 5, 3)))
                .isEmpty();
    }

    @Test
    void an_epoch_that_somebody_who_asked_to_finish_cut_short_is_the_last() {
        assertThat(cutShort(End.ASKED, inSteps(4), Map.of(3, 3, 4, 4, 5, 1)))
                .containsExactly(new CutShort(3, "steps", 3, 4, false), new CutShort(5, "steps", 1, 4, true));
    }

    @Test
    void epochs_that_time_measures_have_no_number_of_steps() {
        var byTime = file(TINY, EpochSpec.untilClosed().withCount(6));

        assertThat(cutShort(End.LIMIT, byTime, Map.of(3, 1, 4, 1, 5, 1))).isEmpty();
    }

    @Test
    void a_step_that_the_merge_takes_is_short_of_microbatches_and_not_of_itself() {
        var usual = EpochSpec.untilClosed();
        var merge = MergeOptions.of(Mode.SYNC, new Float32Codec(), 1);
        var sync = new EpochSpec(6, Duration.ZERO, Duration.ofMinutes(10), usual.quorums(), merge, usual.lease());

        var run = file(TINY, sync);

        assertThat(cutShort(End.LIMIT, run, Map.of(3, 1, 4, 1, 5, 1))).isEmpty();
        assertThat(cutShort(End.LIMIT, run, Map.of(3, 1, 5, 1)))
                .containsExactly(new CutShort(4, "microbatches", 0, run.microbatchesPerStep(), false));
    }

    @Test
    void nothing_is_said_where_the_tables_cannot_be_read() {
        assertThat(cutShort(End.LIMIT, inSteps(4), Map.of())).isEmpty();
    }

    @Test
    void an_epoch_of_which_nothing_was_merged_is_told_of_otherwise() {
        assertThat(cutShort(End.LIMIT, inSteps(4), EpochFigures.NONE, Map.of(3, 1, 4, 4, 5, 4)))
                .isEmpty();
    }

    /** Cut into six epochs of so many steps. */
    private static RunFile inSteps(int steps) {
        var usual = EpochSpec.untilClosed();
        var spec =
                new EpochSpec(6, Duration.ZERO, Duration.ofMinutes(10), usual.quorums(), usual.merge(), usual.lease());
        return file(new Preset(TINY.model(), TINY.training().withStepsPerEpoch(steps)), spec);
    }

    private static RunFile file(Preset preset, EpochSpec epochs) {
        return new RunFile(RunSpec.of("run", 1, preset, epochs), 2, 1, 0);
    }

    private static List<CutShort> cutShort(End end, RunFile run, Map<Integer, Integer> steps) {
        return cutShort(end, run, MERGED, steps);
    }

    /** @param steps of the swarm that were made in each epoch */
    private static List<CutShort> cutShort(End end, RunFile run, EpochFigures figures, Map<Integer, Integer> steps) {
        var tally = new Tally(1);
        steps.forEach((epoch, made) ->
                IntStream.range(0, made * run.microbatchesPerStep()).forEach(id -> tally.add(complete(id, epoch))));
        var known = Books.known(status(3, figures), status(6, figures), 1);
        var books = new Books(known.status(), tally, known.steps(), known.traffic(), 0, known.alarms());
        var course = new SessionCourse(
                status(3, figures),
                OptionalLong.empty(),
                Optional.of(end),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty());
        return course.facts(run, books, true, new Measured(3)).cutShort();
    }

    private static Microbatch complete(long id, int epoch) {
        return new Microbatch(
                new Microbatch.Origin(id, id, epoch, Instant.EPOCH, 0),
                new Microbatch.Place(
                        0, Direction.BACKWARD, State.COMPLETE, List.of(), Instant.EPOCH, Instant.EPOCH, List.of()),
                new Microbatch.Progress(List.of(), 0, Optional.empty(), false),
                1);
    }

    private static StatusResponse status(int epoch, EpochFigures figures) {
        var epochs = IntStream.rangeClosed(0, epoch)
                .mapToObj(number -> new EpochStatus(number, "PUBLISHED", Instant.EPOCH, "", 0, 0, figures, List.of()))
                .toList();
        return new StatusResponse(
                "run",
                Phase.OPEN,
                epoch,
                0,
                1000,
                1000,
                0,
                0,
                0,
                0,
                0,
                0,
                List.of(0, 0, 0),
                List.of(),
                epochs,
                Optional.empty(),
                AuditCounts.NONE);
    }
}
