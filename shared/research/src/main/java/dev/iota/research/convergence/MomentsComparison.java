package dev.iota.research.convergence;

import dev.iota.core.merge.step.Moments;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

/** What it costs in loss that every epoch begins without moments, seed by seed. */
public record MomentsComparison(List<Row> rows) {
    /**
     * One length of epochs and number of replicas.
     *
     * @param kept mean held-out loss where moments are kept
     * @param restarted the same where they begin anew
     * @param over mean of the differences
     * @param deviation their standard deviation over the seeds
     */
    public record Row(
            int stepsPerEpoch, int replicas, int seeds, double kept, double restarted, double over, double deviation) {}

    private record Key(int stepsPerEpoch, int replicas) {}

    private record Pair(double kept, double restarted) {}

    public MomentsComparison {
        rows = List.copyOf(rows);
    }

    public static MomentsComparison of(List<Outcome> outcomes) {
        var pairs = new LinkedHashMap<Key, List<Pair>>();
        for (var kept : outcomes) {
            if (kept.trial().shape().moments() == Moments.KEPT) {
                outcomes.stream()
                        .filter(other -> isCounterpart(other.trial(), kept.trial()))
                        .findFirst()
                        .ifPresent(other -> pairs.computeIfAbsent(
                                        new Key(
                                                kept.trial().stepsPerEpoch(),
                                                kept.trial().replicas()),
                                        key -> new ArrayList<>())
                                .add(new Pair(kept.heldOutLoss(), other.heldOutLoss())));
            }
        }
        var rows = new ArrayList<Row>();
        pairs.forEach((key, values) -> rows.add(row(key, values)));
        return new MomentsComparison(rows);
    }

    private static boolean isCounterpart(Trial other, Trial kept) {
        return other.shape().moments() == Moments.RESTARTED
                && other.stepsPerEpoch() == kept.stepsPerEpoch()
                && other.replicas() == kept.replicas()
                && other.seed() == kept.seed();
    }

    private static Row row(Key key, List<Pair> pairs) {
        var over = pairs.stream()
                .mapToDouble(pair -> pair.restarted() - pair.kept())
                .toArray();
        return new Row(
                key.stepsPerEpoch(),
                key.replicas(),
                pairs.size(),
                Seeds.mean(pairs.stream().mapToDouble(Pair::kept).toArray()),
                Seeds.mean(pairs.stream().mapToDouble(Pair::restarted).toArray()),
                Seeds.mean(over),
                Seeds.deviation(over));
    }

    /** As a table in Markdown. */
    public String text() {
        var text = new StringBuilder("""
                | H | replicas | seeds | moments kept | restarted | restarted over kept |
                |---|---|---|---|---|---|
                """);
        for (var row : rows) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %d | %d | %d | %.4f | %.4f | %+.4f ± %.4f |%n",
                    row.stepsPerEpoch(),
                    row.replicas(),
                    row.seeds(),
                    row.kept(),
                    row.restarted(),
                    row.over(),
                    row.deviation()));
        }
        return text.toString().stripTrailing();
    }
}
