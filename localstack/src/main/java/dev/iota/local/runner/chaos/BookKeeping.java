package dev.iota.local.runner.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.local.runner.chaos.RunLedger.Entry;
import dev.iota.local.runner.chaos.RunLedger.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;

/** Everything that was computed counts once, nothing is lost, and the report says what the tables say. */
final class BookKeeping {
    private static final int SHOWN = 5;

    private BookKeeping() {}

    static List<String> broken(CellEvidence evidence) {
        var broken = new ArrayList<String>();
        // A report that an earlier ending wrote is about less than the tables are.
        var isLatest = evidence.last().status().isPresent();
        evidence.last().report().filter(report -> isLatest).ifPresent(report -> {
            broken.addAll(ofReport(report));
            evidence.ledger().ifPresent(ledger -> broken.addAll(together(report, ledger)));
        });
        evidence.ledger().ifPresent(ledger -> broken.addAll(ofTables(ledger)));
        return broken;
    }

    private static List<String> ofReport(JsonNode report) {
        var broken = new ArrayList<String>();
        var lost = report.path("microbatchesLost").asLong();
        if (lost != 0) {
            broken.add("%d microbatches are lost, although live miners could do them".formatted(lost));
        }
        var parts = report.path("microbatchesCompleted").asLong()
                + report.path("microbatchesInFlightAtStop").asLong()
                + lost;
        if (report.path("microbatchesStarted").asLong() != parts) {
            broken.add("%s microbatches were started, and %d ended in some way"
                    .formatted(report.path("microbatchesStarted"), parts));
        }
        return broken;
    }

    private static List<String> together(JsonNode report, RunLedger ledger) {
        var broken = new ArrayList<String>();
        differ(broken, "microbatchesCompleted", report, ledger.completed().size());
        differ(broken, "tokens", report, ledger.completed().size() * ledger.tokensPerMicrobatch());
        var fewest = ledger.steps().stream().mapToInt(List::size).min().orElse(0);
        differ(broken, "steps", report, fewest / SmallRun.MINERS_PER_STAGE);
        return broken;
    }

    private static void differ(List<String> broken, String field, JsonNode report, long tables) {
        if (report.path(field).asLong(-1) != tables) {
            broken.add("%s is %s in the report and %d in the tables".formatted(field, report.path(field), tables));
        }
    }

    private static List<String> ofTables(RunLedger ledger) {
        var broken = new ArrayList<String>();
        var counting =
                ledger.completed().stream().filter(entry -> !entry.redone()).toList();
        var twice = duplicates(counting.stream().map(Entry::position).toList());
        if (!twice.isEmpty()) {
            broken.add("data positions count twice: " + shown(twice));
        }
        for (var stage = 0; stage < ledger.steps().size(); stage++) {
            var contained = ledger.steps().get(stage).stream()
                    .map(Step::microbatches)
                    .flatMap(List::stream)
                    .toList();
            var again = duplicates(contained);
            if (!again.isEmpty()) {
                broken.add("microbatches are in two steps of stage %d: %s".formatted(stage, shown(again)));
            }
            var known = new HashSet<>(contained);
            var forgotten = counting.stream()
                    .map(Entry::id)
                    .filter(id -> !known.contains(id))
                    .toList();
            if (!forgotten.isEmpty()) {
                broken.add("completed microbatches are in no step of stage %d and do not start again: %s"
                        .formatted(stage, shown(forgotten)));
            }
        }
        return broken;
    }

    private static List<Long> duplicates(Collection<Long> all) {
        var seen = new HashSet<Long>();
        return all.stream().filter(each -> !seen.add(each)).distinct().toList();
    }

    private static String shown(List<Long> all) {
        return all.stream().limit(SHOWN).map(String::valueOf).collect(Collectors.joining(", "))
                + (all.size() > SHOWN ? " and %d more".formatted(all.size() - SHOWN) : "");
    }
}
