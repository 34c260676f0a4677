package dev.iota.research.convergence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import dev.iota.core.merge.Mode;
import dev.iota.core.merge.step.Moments;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialComparisonTest {
    @Test
    void seeds_are_averaged_and_compared_with_sync_one_by_one() {
        var trialComparison = TrialComparison.of(
                Stream.concat(losses(Mode.SYNC, 1, 2.0, 3.0, 4.0), losses(Mode.DILOCO, 5, 2.01, 3.03, 4.02))
                        .toList());

        var row = trialComparison.rows().getLast();
        assertThat(row.seeds()).isEqualTo(3);
        assertThat(row.mean()).isCloseTo(3.02, within(1e-9));
        assertThat(row.deviation()).isCloseTo(1.005, within(1e-3));
        assertThat(row.overSync()).isCloseTo(0.02, within(1e-9));
        assertThat(row.overSyncDeviation()).isCloseTo(0.01, within(1e-9));
    }

    @Test
    void the_longest_epoch_that_costs_little_becomes_the_default() {
        var outcomes = new ArrayList<>(losses(Mode.SYNC, 1, 2.0).toList());
        outcomes.addAll(losses(Mode.DILOCO, 10, 2.031).toList());
        assertThat(TrialComparison.of(outcomes).defaultSteps()).isEmpty();

        outcomes.addAll(losses(Mode.DILOCO, 5, 2.029).toList());

        assertThat(TrialComparison.of(outcomes).defaultSteps()).contains(5);
        assertThat(TrialComparison.of(outcomes).text())
                .contains("| diloco | 5 | 2 | random | 2.0290 ± 0.0000 | +0.0290 ± 0.0000 |")
                .endsWith("within 0.03 nats of sync: 5.");
    }

    @Test
    void outcomes_are_found_again_in_their_file(@TempDir Path folder) throws Exception {
        var file = folder.resolve("outcomes.jsonl");
        var outcomes = losses(Mode.DILOCO, 5, 2.01, 3.03).toList();
        new Outcomes(file).add(outcomes.get(0));
        new Outcomes(file).add(outcomes.get(1));

        assertThat(new Outcomes(file).of(outcomes.get(0).trial())).contains(outcomes.get(0));
        assertThat(new Outcomes(file).of(outcomes.get(1).trial())).contains(outcomes.get(1));
        assertThat(new Outcomes(file)
                        .of(losses(Mode.DILOCO, 10, 0).findFirst().orElseThrow().trial()))
                .isEmpty();
    }

    @Test
    void every_kind_that_differs_is_tried_once_for_each_seed() {
        var trials = Trial.all("p", 40, 3);

        assertThat(trials).doesNotHaveDuplicates().hasSize(3 * (2 + 10 + 10));
    }

    @Test
    void moments_that_begin_anew_are_compared_with_kept_ones_seed_by_seed() {
        var outcomes = Stream.concat(
                        losses(Mode.DILOCO, Moments.KEPT, 10, 2.0, 3.0),
                        losses(Mode.DILOCO, Moments.RESTARTED, 10, 2.1, 3.3))
                .toList();

        var row = MomentsComparison.of(outcomes).rows().getFirst();

        assertThat(row.seeds()).isEqualTo(2);
        assertThat(row.over()).isCloseTo(0.2, offset(1e-12));
        assertThat(row.deviation()).isCloseTo(Math.sqrt(0.02), offset(1e-12));
        assertThat(MomentsComparison.of(outcomes).text())
                .endsWith("| 10 | 2 | 2 | 2.5000 | 2.7000 | +0.2000 ± 0.1414 |");
    }

    private static Stream<Outcome> losses(Mode mode, int steps, double... losses) {
        return losses(mode, Moments.KEPT, steps, losses);
    }

    private static Stream<Outcome> losses(Mode mode, Moments moments, int steps, double... losses) {
        return IntStream.range(0, losses.length)
                .mapToObj(seed -> new Outcome(
                        new Trial(new Trial.Shape(mode, false, moments, steps, Pathways.RANDOM), 2, seed, "p", 40),
                        losses[seed],
                        0,
                        0,
                        1));
    }
}
