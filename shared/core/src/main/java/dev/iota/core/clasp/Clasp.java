package dev.iota.core.clasp;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.statistics.Holm;
import dev.iota.core.statistics.StudentT;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

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

    /**
     * What was estimated of a miner, before it is compared with chance.
     *
     * @param from what it is measured from, in words
     */
    private record Estimate(Seat seat, double effect, double error, long observations, double chance, String from) {
        private static Estimate of(
                Seat seat, double effect, double error, long observations, long fewest, String from) {
            // A robust error rests on the miner's own losses: with few of them it is uncertain itself.
            var chance = hasMeaning(error) ? StudentT.above(effect / error, fewest - 1.0) : 1;
            return new Estimate(seat, effect, error, observations, chance, from);
        }

        private boolean hasError() {
            return hasMeaning(error);
        }

        private static boolean hasMeaning(double error) {
            return error > Math.ulp(SampledPathway.HIGHEST_LOSS);
        }
    }

    /**
     * Takes a batch in, and looks if it is time. A batch best has all pathways of an epoch: an epoch that comes in
     * two batches has two levels.
     *
     * @throws dev.iota.core.base.MalformedException if pathways pass different numbers of stages, or too many miners;
     *     the state stays as it was
     */
    public Outcome next(ClaspState state, List<SampledPathway> batch) {
        return next(state, batch, Set.of());
    }

    /**
     * The same where the run's owner vouches for some miners: who was in a stage with one of them is measured from it,
     * too. So a stage is judged in which more than half are bad, or in which there is one other miner. They themselves
     * are not judged.
     */
    public Outcome next(ClaspState state, List<SampledPathway> batch, Set<Hotkey> references) {
        var columns = state.equations().columns().with(batch);
        var rows = EpochRows.of(batch, columns, options.clip());
        var equations = state.equations().plus(NormalEquations.of(rows, columns));
        var fit = LeastSquaresFit.of(equations);
        var scatter = state.scatter().plus(ResidualScatter.of(rows, fit));
        if (equations.observations() < options.lookAfter(state.lookedAt())) {
            return new Outcome(new ClaspState(equations, scatter, state.looks(), state.lookedAt()), Optional.empty());
        }
        var next = new ClaspState(equations, scatter, state.looks() + 1, equations.observations());
        return new Outcome(next, Optional.of(look(next, fit, references)));
    }

    ClaspLook look(ClaspState state, LeastSquaresFit fit) {
        return look(state, fit, Set.of());
    }

    private ClaspLook look(ClaspState state, LeastSquaresFit fit, Set<Hotkey> references) {
        var miners = new ArrayList<MinerEffect>();
        var estimates = new ArrayList<Estimate>();
        var covariance = fit.covariance(state.scatter());
        for (var stage = 0; stage < fit.columns().stages(); stage++) {
            for (var comparison : StageComparison.of(seen(stage, state, miners), fit, covariance)) {
                estimate(comparison, state, references, miners, estimates);
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
            StageComparison comparison,
            ClaspState state,
            Set<Hotkey> references,
            List<MinerEffect> miners,
            List<Estimate> estimates) {
        var reference = comparison.reference(references);
        for (var i = 0; i < comparison.seats().size(); i++) {
            var seat = comparison.seats().get(i);
            var observations = state.equations().observations(seat);
            if (references.contains(seat.miner())) {
                miners.add(MinerEffect.notJudged(
                        seat, observations, "the run's owner vouches for it, and others are measured from it"));
                continue;
            }
            var possible = new ArrayList<Estimate>();
            if (comparison.canJudge()) {
                possible.add(Estimate.of(
                        seat,
                        comparison.effect(i),
                        comparison.error(i),
                        observations,
                        observations,
                        "the median of the others of its stage"));
            }
            if (reference.isPresent()) {
                var other = comparison.seats().get(reference.getAsInt());
                possible.add(Estimate.of(
                        seat,
                        comparison.effect(i, reference.getAsInt()),
                        comparison.error(i, reference.getAsInt()),
                        observations,
                        Math.min(observations, state.equations().observations(other)),
                        "a reference miner in its stage"));
            }
            if (possible.isEmpty()) {
                miners.add(MinerEffect.notJudged(
                        seat,
                        observations,
                        "the pathways tell its effect from that of %d others in its stage, and %d are needed",
                        comparison.seats().size() - 1,
                        StageComparison.FEWEST - 1));
            } else if (!possible.stream().allMatch(Estimate::hasError)) {
                miners.add(MinerEffect.notJudged(seat, observations, "the losses do not vary, so no error is known"));
            } else {
                estimates.addAll(possible);
            }
        }
    }

    /** Every estimate is a question of its own; of each miner the one is kept that chance makes the rarest. */
    private static Collection<MinerEffect> holm(List<Estimate> estimates, double share) {
        var sorted =
                estimates.stream().sorted(Comparator.comparing(Estimate::seat)).toList();
        var holm = new Holm(sorted.stream().mapToDouble(Estimate::chance).toArray(), share);
        var rarest = new TreeMap<Seat, Integer>();
        for (var i = 0; i < sorted.size(); i++) {
            rarest.merge(
                    sorted.get(i).seat(),
                    i,
                    (one, other) -> sorted.get(other).chance() < sorted.get(one).chance() ? other : one);
        }
        return rarest.values().stream()
                .map(i -> judged(sorted.get(i), holm.isFound(i), holm.limit(i)))
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
                ("its pathways are %+.4f ± %.4f nats from %s; of an honest miner"
                                + " that is to be expected with a chance of %.2g, and %s")
                        .formatted(
                                estimate.effect(),
                                estimate.error(),
                                estimate.from(),
                                estimate.chance(),
                                suspected ? "suspicion begins at %.2g".formatted(limit) : "that is not rare enough"));
    }
}
