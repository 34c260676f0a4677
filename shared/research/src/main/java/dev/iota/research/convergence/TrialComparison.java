package dev.iota.research.convergence;

import dev.iota.core.merge.Mode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What came of trials that differ in their seed alone, beside what {@code sync} made of the same tokens with as many
 * replicas.
 *
 * @param rows in the order of the trials
 * @param defaultSteps the largest H with which {@code diloco}, without momentum, is within {@value #LIMIT} nats of
 *     {@code sync} for every number of replicas; none if none is, or trials are missing
 */
public record TrialComparison(List<Row> rows, Optional<Integer> defaultSteps) {
    /** Nats per token that an epoch's length may cost. */
    static final double LIMIT = 0.03;

    /**
     * One kind of trial.
     *
     * @param trial with seed 0
     * @param mean of the seeds' held-out losses
     * @param deviation standard deviation over the seeds; 0 for one
     * @param overSync mean of the differences from {@code sync}, seed by seed
     * @param overSyncDeviation its standard deviation over the seeds
     */
    public record Row(
            Trial trial,
            int seeds,
            double mean,
            double deviation,
            double overSync,
            double overSyncDeviation,
            int scaled,
            int excluded) {}

    public TrialComparison {
        rows = List.copyOf(rows);
    }

    public static TrialComparison of(List<Outcome> outcomes) {
        var groups = new LinkedHashMap<Trial, List<Outcome>>();
        outcomes.forEach(outcome -> groups.computeIfAbsent(outcome.trial().withoutSeed(), t -> new ArrayList<>())
                .add(outcome));
        var rows = new ArrayList<Row>();
        groups.forEach((trial, group) -> rows.add(row(trial, group, outcomes)));
        return new TrialComparison(rows, defaultSteps(rows));
    }

    private static Row row(Trial trial, List<Outcome> group, List<Outcome> all) {
        var losses = group.stream().mapToDouble(Outcome::heldOutLoss).toArray();
        var differences = group.stream()
                .flatMap(outcome ->
                        sync(outcome.trial(), all).stream().map(sync -> outcome.heldOutLoss() - sync.heldOutLoss()))
                .mapToDouble(Double::doubleValue)
                .toArray();
        return new Row(
                trial,
                group.size(),
                Seeds.mean(losses),
                Seeds.deviation(losses),
                Seeds.mean(differences),
                Seeds.deviation(differences),
                group.stream().mapToInt(Outcome::scaled).sum(),
                group.stream().mapToInt(Outcome::excluded).sum());
    }

    private static Optional<Outcome> sync(Trial trial, List<Outcome> all) {
        return all.stream()
                .filter(outcome -> outcome.trial().mode() == Mode.SYNC
                        && outcome.trial().replicas() == trial.replicas()
                        && outcome.trial().seed() == trial.seed())
                .findFirst();
    }

    private static Optional<Integer> defaultSteps(List<Row> rows) {
        return Trial.EPOCHS.stream()
                .filter(steps -> {
                    var these = rows.stream()
                            .filter(row -> row.trial().mode() == Mode.DILOCO
                                    && !row.trial().shape().momentum()
                                    && row.trial().shape().pathways() == Pathways.RANDOM
                                    && row.trial().stepsPerEpoch() == steps)
                            .toList();
                    return !these.isEmpty() && these.stream().allMatch(row -> row.overSync() <= LIMIT);
                })
                .reduce((smaller, larger) -> larger);
    }

    /** As a table in Markdown, and what follows. */
    public String text() {
        var text = new StringBuilder("""
                | mode | H | replicas | pathways | held-out loss | over sync |
                |---|---|---|---|---|---|
                """);
        for (var row : rows) {
            var trial = row.trial();
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %d | %d | %s | %.4f ± %.4f | %+.4f ± %.4f |%n",
                    (trial.mode().name() + (trial.shape().momentum() ? ", momentum" : "")).toLowerCase(Locale.ROOT),
                    trial.stepsPerEpoch(),
                    trial.replicas(),
                    trial.shape().pathways().name().toLowerCase(Locale.ROOT),
                    row.mean(),
                    row.deviation(),
                    row.overSync(),
                    row.overSyncDeviation()));
        }
        return text.append(defaultSteps
                        .map("The largest H of diloco within %.2f nats of sync: %%d.".formatted(LIMIT)::formatted)
                        .orElse("No H of diloco is within %.2f nats of sync for every number of replicas."
                                .formatted(LIMIT)))
                .toString();
    }
}
