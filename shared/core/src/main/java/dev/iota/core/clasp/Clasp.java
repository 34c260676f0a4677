package dev.iota.core.clasp;

import dev.iota.core.statistics.Holm;
import dev.iota.core.statistics.StudentT;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Finds miners whose pathways have higher losses than they would have through the median of their stage, all others
 * being equal: a joint least-squares fit of the losses on who did each stage, on the difficulty of the position, on
 * whether it was rescued, and on the epoch.
 *
 * <p>Looks are sequential, and what all of them together accuse falsely is bounded: each look has a share of the rate
 * ({@link ClaspOptions#share}), which Holm's step-down procedure divides among the miners of the look.
 */
public final class Clasp {
    private final ClaspOptions options;

    public Clasp(ClaspOptions options) {
        this.options = options;
    }

    /**
     * What came of a batch.
     *
     * @param look if the pathways so far were enough for one
     */
    public record Outcome(ClaspState state, Optional<ClaspLook> look) {}

    /** What was estimated of a miner, before it is compared with chance. */
    private record Estimate(Seat seat, double effect, double error, long observations, double chance) {}

    /**
     * Takes a batch in, and looks if it is time. A batch best has all pathways of an epoch: an epoch that comes in
     * two batches has two levels.
     *
     * @throws dev.iota.core.base.MalformedException if pathways pass different numbers of stages, or too many miners;
     *     the state stays as it was
     */
    public Outcome next(ClaspState state, List<SampledPathway> batch) {
        var columns = state.equations().columns().with(batch);
        var rows = EpochRows.of(batch, columns, options.clip());
        var equations = state.equations().plus(NormalEquations.of(rows, columns));
        var fit = LeastSquaresFit.of(equations);
        var scatter = state.scatter().plus(ResidualScatter.of(rows, fit));
        if (equations.observations() < options.lookAfter(state.lookedAt())) {
            return new Outcome(new ClaspState(equations, scatter, state.looks(), state.lookedAt()), Optional.empty());
        }
        var next = new ClaspState(equations, scatter, state.looks() + 1, equations.observations());
        return new Outcome(next, Optional.of(look(next, fit)));
    }

    ClaspLook look(ClaspState state, LeastSquaresFit fit) {
        var miners = new ArrayList<MinerEffect>();
        var estimates = new ArrayList<Estimate>();
        var covariance = fit.covariance(state.scatter());
        for (var stage = 0; stage < fit.columns().stages(); stage++) {
            for (var comparison : StageComparison.of(seen(stage, state, miners), fit, covariance)) {
                estimate(comparison, state, miners, estimates);
            }
        }
        miners.addAll(holm(estimates, options.share(state.looks())));
        miners.sort(Comparator.comparing(MinerEffect::seat));
        return new ClaspLook(state.looks(), state.lookedAt(), options.share(state.looks()), miners);
    }

    /** The miners of a stage that were seen often enough; the others are not judged. */
    private List<Seat> seen(int stage, ClaspState state, List<MinerEffect> miners) {
        var often = new ArrayList<Seat>();
        for (var seat : state.equations().columns().seats()) {
            var observations = state.equations().observations(seat);
            if (seat.stage() == stage && observations >= options.minimumObservations()) {
                often.add(seat);
            } else if (seat.stage() == stage) {
                miners.add(MinerEffect.notJudged(
                        seat,
                        observations,
                        "%d pathways passed it, and %d are needed",
                        observations,
                        options.minimumObservations()));
            }
        }
        return often.stream().sorted().toList();
    }

    private static void estimate(
            StageComparison comparison, ClaspState state, List<MinerEffect> miners, List<Estimate> estimates) {
        for (var i = 0; i < comparison.seats().size(); i++) {
            var seat = comparison.seats().get(i);
            var observations = state.equations().observations(seat);
            var effect = comparison.effect(i);
            var error = comparison.error(i);
            if (!comparison.canJudge()) {
                miners.add(MinerEffect.notJudged(
                        seat,
                        observations,
                        "the pathways tell its effect from that of %d others in its stage, and %d are needed",
                        comparison.seats().size() - 1,
                        StageComparison.FEWEST - 1));
            } else if (!(error > Math.ulp(SampledPathway.HIGHEST_LOSS))) {
                miners.add(MinerEffect.notJudged(seat, observations, "the losses do not vary, so no error is known"));
            } else {
                // A robust error rests on the miner's own losses: with few of them it is uncertain itself.
                var chance = StudentT.above(effect / error, observations - 1.0);
                estimates.add(new Estimate(seat, effect, error, observations, chance));
            }
        }
    }

    private static List<MinerEffect> holm(List<Estimate> estimates, double share) {
        var sorted =
                estimates.stream().sorted(Comparator.comparing(Estimate::seat)).toList();
        var holm = new Holm(sorted.stream().mapToDouble(Estimate::chance).toArray(), share);
        return IntStream.range(0, sorted.size())
                .mapToObj(i -> judged(sorted.get(i), holm.isFound(i), holm.limit(i)))
                .toList();
    }

    private static MinerEffect judged(Estimate estimate, boolean suspected, double limit) {
        return new MinerEffect(
                estimate.seat(),
                estimate.effect(),
                estimate.error(),
                estimate.observations(),
                true,
                suspected,
                ("its pathways are %+.4f ± %.4f nats from the median of the others of its stage; of an honest miner"
                                + " that is to be expected with a chance of %.2g, and %s")
                        .formatted(
                                estimate.effect(),
                                estimate.error(),
                                estimate.chance(),
                                suspected ? "suspicion begins at %.2g".formatted(limit) : "that is not rare enough"));
    }
}
