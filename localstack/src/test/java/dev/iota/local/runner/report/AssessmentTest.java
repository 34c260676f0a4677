package dev.iota.local.runner.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.api.EpochStatus;
import dev.iota.core.epoch.CarriedOver;
import dev.iota.core.epoch.EpochFigures;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.merge.inspect.Exclusion.Excluded;
import dev.iota.local.runner.failure.RunExit;
import dev.iota.local.runner.report.RunFacts.CutShort;
import dev.iota.local.runner.report.RunFacts.HeldOut;
import dev.iota.local.runner.report.RunFacts.Measured;
import dev.iota.local.runner.report.RunFacts.Shortfall;
import dev.iota.local.runner.report.RunFacts.Unknown;
import dev.iota.local.runner.report.RunFacts.Weights;
import dev.iota.local.runner.report.RunFacts.Work;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AssessmentTest {
    private static final Hotkey MINER = KeyPair.generate(new Random(1)).hotkey();
    private static final Work WORK = new Work(12, 48, 0, 0, 5.9, 3.1);

    @Test
    void a_run_in_which_everything_happened_is_trained_and_ends_with_0() {
        var assessment = Assessment.of(new Scene().facts());

        assertThat(assessment).isEqualTo(new Assessment(RunOutcome.TRAINED, RunExit.TRAINED, List.of()));
    }

    @Test
    void a_run_that_diverged_has_failed_with_a_status_of_its_own() {
        var scene = new Scene();
        scene.halted = Optional.of("step 3: the loss is NaN");

        assertFailed(scene, RunExit.DIVERGED, "step 3: the loss is NaN");
    }

    @Test
    void a_run_that_could_not_go_on_says_why() {
        var scene = new Scene();
        scene.failure = Optional.of("miner-1 ended 5 times");

        assertFailed(scene, RunExit.FAILED, "miner-1 ended 5 times");
    }

    @Test
    void a_run_without_weights_has_failed() {
        var scene = new Scene();
        scene.collected = false;

        assertFailed(scene, RunExit.FAILED, "there is no checkpoint: no weights of the run could be collected");
    }

    @Test
    void a_run_without_a_step_has_failed_though_it_has_weights_and_their_loss() {
        var scene = new Scene();
        scene.work = new Work(0, 0, 0, 0, null, null);
        scene.heldOut = new Measured(5.82);

        assertFailed(
                scene, RunExit.FAILED, "no optimiser step counts (0 microbatches were completed): nothing was learned");
    }

    @Test
    void a_run_of_which_nothing_was_merged_has_failed_though_it_made_steps() {
        var scene = new Scene();
        scene.epochs = List.of(epoch(0, EpochFigures.NONE));

        assertFailed(
                scene,
                RunExit.FAILED,
                "nothing of what was trained was merged: the weights are those that training began with");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void weights_whose_loss_is_not_finite_are_of_no_use(double loss) {
        var scene = new Scene();
        scene.heldOut = new Measured(loss);

        assertFailed(
                scene, RunExit.FAILED, "the loss on held-out text is %s: the weights are of no use".formatted(loss));
    }

    @Test
    void losses_that_are_missing_or_not_finite_are_a_failure_where_training_ends() {
        var scene = new Scene();
        scene.work = new Work(12, 48, 0, 0, 5.9, null);
        assertFailed(scene, RunExit.FAILED, "the loss of the last microbatches is not known");

        scene.work = new Work(12, 48, 0, 0, 5.9, Double.NaN);
        assertFailed(scene, RunExit.FAILED, "the loss of the last microbatches is NaN, not a finite number");
    }

    @Test
    void and_a_warning_where_it_began() {
        var scene = new Scene();
        scene.work = new Work(12, 48, 0, 0, Double.NaN, 3.1);

        assertPartly(scene, "the loss of the first microbatches is NaN, not a finite number");
    }

    @Test
    void lost_microbatches_are_a_warning() {
        var scene = new Scene();
        scene.work = new Work(12, 48, 2, 0, 5.9, 3.1);

        assertPartly(scene, "2 of 50 microbatches were lost: the run learned nothing from their text");
    }

    @Test
    void positions_that_were_given_back_and_not_trained_again_are_a_warning() {
        var scene = new Scene();
        scene.work = new Work(12, 48, 0, 3, 5.9, 3.1);

        assertPartly(
                scene,
                "3 data positions were given back and not trained again before the run ended: not every stage learned"
                        + " from them; --resume begins with them");

        scene.halted = Optional.of("it diverged");
        assertFailed(scene, RunExit.DIVERGED, "it diverged");
    }

    @Test
    void a_run_that_is_shorter_than_was_asked_for_says_so() {
        var scene = new Scene();
        scene.shortfall = Optional.of(new Shortfall("steps", 12, 100, true));
        assertPartly(scene, "12 of the 100 steps were made: the run was asked to finish");

        scene.shortfall = Optional.of(new Shortfall("epochs", 1, 3, false));
        assertPartly(scene, "1 of the 3 epochs were made");
    }

    @Test
    void an_epoch_that_ended_before_its_steps_were_made_is_a_warning_that_says_why() {
        var scene = new Scene();
        scene.cutShort = List.of(new CutShort(0, "steps", 12, 20, false), new CutShort(1, "steps", 3, 20, true));

        assertPartly(
                scene,
                "epoch 0: 12 of its 20 steps were made: it ended without the rest of miners that were too slow or gone",
                "epoch 1: 3 of its 20 steps were made: the run was asked to finish");
    }

    @Test
    void a_merge_that_left_something_out_is_a_warning() {
        var scene = new Scene();
        scene.epochs = List.of(
                epoch(0, figures(0, List.of())),
                epoch(1, figures(2, List.of(new Excluded(MINER, "an element is not finite")))));

        assertPartly(
                scene,
                "epoch 1: 2 of 6 shards kept their old values, since nobody merged them",
                "epoch 1: the work of miner %s was left out: an element is not finite".formatted(MINER));
    }

    @Test
    void a_stage_that_was_carried_over_is_a_warning_and_all_of_them_are_a_failure() {
        var late = new CarriedOver(1, "0 of 1 uploads came in time");
        var scene = new Scene();
        scene.epochs = List.of(epoch(0, figures(0, List.of()), late));
        var warning = "epoch 0: stage 1 was carried over, and what was trained of it starts again: 0 of 1 uploads"
                + " came in time";
        assertPartly(scene, warning);

        scene.epochs = List.of(epoch(0, EpochFigures.NONE, late));
        var assessment = Assessment.of(scene.facts());
        assertThat(assessment.outcome()).isEqualTo(RunOutcome.FAILED);
        assertThat(assessment.warnings()).contains(warning);
    }

    @Test
    void a_miner_that_was_given_no_work_is_no_reason_to_warn() {
        var idle = new Excluded(MINER, "its step log contains no accepted microbatch");
        assertThat(idle.isIdle()).isTrue();
        var scene = new Scene();
        scene.epochs = List.of(epoch(0, figures(0, List.of(idle))));

        assertThat(Assessment.of(scene.facts()).outcome()).isEqualTo(RunOutcome.TRAINED);
    }

    @Test
    void evictions_and_damage_are_warnings() {
        var scene = new Scene();
        scene.alarms = List.of("the token shard a is damaged", "miner X was evicted");

        assertPartly(scene, "the token shard a is damaged", "miner X was evicted");
    }

    @Test
    void an_evaluation_that_did_not_end_is_a_warning_unless_there_was_nothing_to_evaluate() {
        var scene = new Scene();
        scene.heldOut = new Unknown("the evaluation was interrupted");
        assertPartly(scene, "the loss on held-out text is not known: the evaluation was interrupted");

        scene.collected = false;
        assertThat(Assessment.of(scene.facts()).warnings()).noneMatch(warning -> warning.contains("held-out"));
    }

    @Test
    void a_loss_that_is_worse_than_at_the_start_is_a_warning_and_one_that_only_scatters_is_none() {
        var scene = new Scene();
        scene.before = OptionalDouble.of(3.0);
        scene.heldOut = new Measured(3.1);
        assertThat(Assessment.of(scene.facts()).outcome()).isEqualTo(RunOutcome.TRAINED);

        scene.heldOut = new Measured(3.2);
        assertPartly(scene, "the loss on held-out text is 3.200, and was 3.000 before: training made it worse");
    }

    @Test
    void the_gravest_comes_first_and_nothing_is_left_out() {
        var scene = new Scene();
        scene.work = new Work(12, 48, 2, 0, 5.9, 3.1);
        scene.halted = Optional.of("it diverged");

        assertThat(Assessment.of(scene.facts()).warnings())
                .containsExactly(
                        "it diverged", "2 of 50 microbatches were lost: the run learned nothing from their text");
    }

    private static void assertFailed(Scene scene, int status, String warning) {
        var assessment = Assessment.of(scene.facts());

        assertThat(assessment.warnings()).containsExactly(warning);
        assertThat(assessment.outcome()).isEqualTo(RunOutcome.FAILED);
        assertThat(assessment.exitStatus()).isEqualTo(status);
    }

    private static void assertPartly(Scene scene, String... warnings) {
        assertThat(Assessment.of(scene.facts()))
                .isEqualTo(new Assessment(RunOutcome.PARTLY, RunExit.PARTLY, List.of(warnings)));
    }

    private static EpochStatus epoch(int number, EpochFigures figures, CarriedOver... carriedOver) {
        return new EpochStatus(number, "PUBLISHED", Instant.EPOCH, "", 1, 0, figures, List.of(carriedOver));
    }

    private static EpochFigures figures(int lost, List<Excluded> excluded) {
        return new EpochFigures(6, 6 - lost, 0, 0, lost, 0, excluded, List.of(), List.of(), 48);
    }

    /** A run in which everything went well, until a test says otherwise. */
    private static final class Scene {
        private Optional<String> failure = Optional.empty();
        private Optional<String> halted = Optional.empty();
        private Optional<Shortfall> shortfall = Optional.empty();
        private List<CutShort> cutShort = List.of();
        private Work work = WORK;
        private List<EpochStatus> epochs = List.of(epoch(0, figures(0, List.of())));
        private List<String> alarms = List.of();
        private boolean collected = true;
        private HeldOut heldOut = new Measured(3.2);
        private OptionalDouble before = OptionalDouble.of(5.9);

        private RunFacts facts() {
            return new RunFacts(
                    failure,
                    halted,
                    shortfall,
                    cutShort,
                    work,
                    epochs,
                    alarms,
                    new Weights(collected, heldOut, before));
        }
    }
}
