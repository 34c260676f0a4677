package dev.iota.research.clasp;

import dev.iota.core.clasp.Clasp;
import dev.iota.core.clasp.ClaspOptions;
import dev.iota.core.clasp.ClaspState;
import dev.iota.core.clasp.MinerEffect;
import dev.iota.core.clasp.Seat;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Whom CLASP and the z-score rule suspect in the same simulated runs.
 *
 * @param stated rate of false accusations: the share of honest runs in which CLASP may ever suspect a miner
 * @param rows with bad miners
 * @param honest runs without, over all looks
 */
public record ClaspComparison(double stated, List<Row> rows, List<Row> honest) {
    /** Numbers of pathways at which is asked who is suspected. */
    static final List<Integer> PATHWAYS = List.of(100, 1000, 10_000);

    /**
     * One scenario after so many pathways of every run.
     *
     * @param clasp in {@code rows} what the last look says; in {@code honest} whoever any look suspected
     * @param zScore what the rule says at that number of pathways
     */
    public record Row(Scenario scenario, int runs, int pathways, SuspectedMiners clasp, SuspectedMiners zScore) {
        private Row plus(Row other) {
            return new Row(scenario, runs + other.runs, pathways, clasp.plus(other.clasp), zScore.plus(other.zScore));
        }
    }

    public ClaspComparison {
        rows = List.copyOf(rows);
        honest = List.copyOf(honest);
    }

    /**
     * Simulates.
     *
     * @param runs of every scenario
     * @param honestRuns of every kind without a bad miner
     */
    public static ClaspComparison of(ClaspOptions options, int runs, int honestRuns, long seed) {
        var rows = Scenario.all().stream()
                .flatMap(scenario -> rows(scenario, options, runs, seed).stream())
                .toList();
        var honest = new ArrayList<Row>();
        for (var scenario : Scenario.honest()) {
            honest.addAll(rows(scenario, options, honestRuns, seed + 1));
        }
        return new ClaspComparison(options.falseAccusations(), rows, honest);
    }

    private static List<Row> rows(Scenario scenario, ClaspOptions options, int runs, long seed) {
        return IntStream.range(0, runs)
                .parallel()
                .mapToObj(run -> run(scenario, options, seed * runs + run))
                .reduce((some, more) -> IntStream.range(0, PATHWAYS.size())
                        .mapToObj(i -> some.get(i).plus(more.get(i)))
                        .toList())
                .orElseThrow();
    }

    private static List<Row> run(Scenario scenario, ClaspOptions options, long seed) {
        var epochs = PATHWAYS.getLast() / SimulatedPathways.EPOCH;
        var pathways = new SimulatedPathways(scenario, epochs, new SplittableRandom(seed));
        var clasp = new Clasp(options);
        var state = ClaspState.EMPTY;
        var rule = new ZScoreRule();
        Set<Seat> suspected = Set.of();
        var ever = new HashSet<Seat>();
        var rows = new ArrayList<Row>();
        for (var epoch = 0; epoch < epochs; epoch++) {
            var batch = pathways.epoch(epoch);
            batch.forEach(rule::add);
            var outcome = clasp.next(state, batch, pathways.references());
            state = outcome.state();
            if (outcome.look().isPresent()) {
                suspected = outcome.look().get().suspected().stream()
                        .map(MinerEffect::seat)
                        .collect(Collectors.toSet());
                ever.addAll(suspected);
            }
            var done = (epoch + 1) * SimulatedPathways.EPOCH;
            if (PATHWAYS.contains(done)) {
                var bad = pathways.bad();
                rows.add(new Row(
                        scenario,
                        1,
                        done,
                        SuspectedMiners.of(bad, bad.isEmpty() ? ever : suspected),
                        SuspectedMiners.of(bad, rule.suspected())));
            }
        }
        return rows;
    }

    /** As tables in Markdown. */
    public String text() {
        var text = new StringBuilder("""
                | bad miners | loss raised by | pathways | CLASP: precision | recall | z-score: precision | recall |
                |---|---|---|---|---|---|---|
                """);
        for (var row : rows) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %.0f %% | %,d | %s | %s | %s | %s |%n",
                    row.scenario().words(),
                    100 * row.scenario().raised(),
                    row.pathways(),
                    share(row.clasp().precision()),
                    share(row.clasp().recall()),
                    share(row.zScore().precision()),
                    share(row.zScore().recall())));
        }
        text.append("""

                | no bad miner | runs | pathways | stated | CLASP: runs that ever accuse | z-score: runs that accuse |
                |---|---|---|---|---|---|
                """);
        for (var row : honest) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %,d | %,d | %.1f %% | %s | %s |%n",
                    row.scenario().honestWords(),
                    row.runs(),
                    row.pathways(),
                    100 * stated,
                    percent(row.clasp().runsAccusing(), row.runs()),
                    percent(row.zScore().runsAccusing(), row.runs())));
        }
        return text.toString().strip();
    }

    private static String share(double value) {
        return Double.isNaN(value) ? "none suspected" : String.format(Locale.ROOT, "%.3f", value);
    }

    private static String percent(int some, int all) {
        return String.format(Locale.ROOT, "%.2f %%", 100.0 * some / all);
    }
}
