package dev.iota.local.runner.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.local.runner.chaos.CellEvidence.Ending;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a run says of itself, held against what its report shows. */
final class ToldOutcome {
    private static final String TRAINED = "trained";

    /**
     * Exit statuses by outcome, as {@code docs/local.md} has them. A runner that could not go on while it evaluated,
     * and could write nothing more, ends with 1 and leaves the report of the moment before.
     */
    private static final Map<String, Set<Integer>> STATUSES =
            Map.of(TRAINED, Set.of(0), "partly", Set.of(1, 3), "failed", Set.of(1, 4));

    private ToldOutcome() {}

    /**
     * @param knows whether the run knows better what is missing
     * @param unlearned work that came to nothing
     */
    static List<String> broken(Ending ending, boolean knows, List<String> unlearned) {
        if (ending.report().isEmpty()) {
            return ending.isWell() ? List.of("the exit status is 0 and there is no report") : List.of();
        }
        var report = ending.report().get();
        var broken = new ArrayList<String>();
        var outcome = report.path("outcome").asText("");
        var statuses = STATUSES.getOrDefault(outcome, Set.of());
        if (statuses.isEmpty()) {
            broken.add("the report has %s as its outcome".formatted(outcome.isEmpty() ? "nothing" : outcome));
        } else if (!statuses.contains(ending.status().orElse(-1))) {
            broken.add("the outcome is '%s' with %s".formatted(outcome, ending.shown()));
        }
        if (!report.path("warnings").isArray()) {
            broken.add("the report has no list of warnings");
        } else if (!statuses.isEmpty()
                && !outcome.equals(TRAINED)
                && report.path("warnings").isEmpty()) {
            broken.add("the outcome is '%s' and no warning says why".formatted(outcome));
        }
        var missing = missing(report, unlearned);
        if (ending.isWell()) {
            missing.forEach(what -> broken.add("the exit status is 0 although " + what));
        } else if (missing.isEmpty() && !knows) {
            broken.add(
                    "%s although nothing is missing; warnings: %s".formatted(ending.shown(), report.path("warnings")));
        }
        return broken;
    }

    /** What should have happened and did not, as far as anyone can see. */
    private static List<String> missing(JsonNode report, List<String> unlearned) {
        var missing = new ArrayList<>(unlearned);
        if (report.path("steps").asLong() == 0) {
            missing.add("no step was made");
        }
        var merged = report.path("epochs").size();
        if (merged < SmallRun.EPOCHS) {
            missing.add("%d of %d epochs were merged".formatted(merged, SmallRun.EPOCHS));
        }
        var lost = report.path("microbatchesLost").asLong();
        if (lost > 0) {
            missing.add("%d microbatches are lost".formatted(lost));
        }
        var heldOut = report.path("heldOutLoss").asDouble(Double.NaN);
        var first = report.path("lossFirst").asDouble(Double.NaN);
        if (!Double.isFinite(heldOut)) {
            missing.add("there is no held-out loss");
        } else if (!(heldOut < first)) {
            missing.add("the held-out loss %.3f is not below the first loss %.3f".formatted(heldOut, first));
        }
        return missing;
    }
}
