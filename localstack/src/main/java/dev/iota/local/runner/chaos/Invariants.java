package dev.iota.local.runner.chaos;

import dev.iota.local.runner.chaos.CellEvidence.Ending;
import dev.iota.local.runner.failure.StoppedException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What must hold of a run whatever happens to one of its processes. Each broken rule is a sentence. */
final class Invariants {
    private static final int FIRST_SIGNAL = 128;

    private Invariants() {}

    static List<String> broken(CellEvidence evidence) {
        return Stream.of(
                        evidence.remarks(),
                        ends(evidence),
                        isTrained(evidence),
                        isTold(evidence),
                        BookKeeping.broken(evidence))
                .flatMap(List::stream)
                .toList();
    }

    /** A hang is a finding, whatever hung. */
    private static List<String> ends(CellEvidence evidence) {
        return Stream.concat(Stream.of(evidence.first()), evidence.resumed().stream())
                .filter(ending -> ending.status().isEmpty())
                .map(ending -> "the run had not ended when its time was over")
                .toList();
    }

    /** What live processes can do is done, and what the end of a process leaves can be resumed. */
    private static List<String> isTrained(CellEvidence evidence) {
        var cell = evidence.cell();
        var first = evidence.first();
        if (first.isWell() || first.status().isEmpty()) {
            return List.of();
        }
        if (first.isPartly() && givenBack(evidence) > 0) {
            return List.of(); // nothing is trained after the last epoch: it says what it gave back
        }
        if (!cell.mayEnd()) {
            return List.of("the run ended with %s, although live processes could finish it".formatted(first.shown()));
        }
        if (cell.asksToEnd()) {
            return endedAsAsked(evidence);
        }
        if (first.isPartly()) {
            return List.of(); // it says by itself what is missing
        }
        if (evidence.resumed().isEmpty()) {
            return evidence.isResumable() || cell.phase() == RunPhase.START
                    ? List.of()
                    : List.of("the run ended with %s and left nothing to resume".formatted(first.shown()));
        }
        var resumed = evidence.resumed().get();
        return resumed.isWell() || resumed.status().isEmpty()
                ? List.of()
                : List.of("the run was resumed and ended with " + resumed.shown());
    }

    /** A run that is asked to end says what came of it; before training began there is nothing to say. */
    private static List<String> endedAsAsked(CellEvidence evidence) {
        var first = evidence.first();
        var status = first.status().orElseThrow();
        if (status == StoppedException.EXIT_STATUS && evidence.cell().phase() == RunPhase.START) {
            return List.of();
        }
        var broken = new ArrayList<String>();
        if (!first.isPartly()) {
            broken.add("the run was asked to end and ended with " + first.shown());
        }
        if (first.report().isEmpty()) {
            broken.add("the run was asked to end and left no report");
        }
        return broken;
    }

    /** Exit status, outcome, and what is to be seen agree. */
    private static List<String> isTold(CellEvidence evidence) {
        var broken = new ArrayList<String>();
        // What was killed could not tell anything.
        if (evidence.first().status().orElse(FIRST_SIGNAL) < FIRST_SIGNAL) {
            broken.addAll(ToldOutcome.broken(evidence.first(), evidence.cell().mayGoOnWithout(), unlearned(evidence)));
        }
        evidence.resumed()
                .filter(Ending::isWell)
                .ifPresent(ending -> broken.addAll(ToldOutcome.broken(ending, false, unlearned(evidence))));
        return broken;
    }

    private static long givenBack(CellEvidence evidence) {
        return evidence.ledger().map(RunLedger::givenBack).orElse(0L);
    }

    /** Work that came to nothing, as the tables have it. */
    private static List<String> unlearned(CellEvidence evidence) {
        var unlearned = new ArrayList<String>();
        evidence.ledger().map(RunLedger::carriedOver).orElse(List.of()).stream()
                .map("training was carried over: "::concat)
                .forEach(unlearned::add);
        if (givenBack(evidence) > 0) {
            unlearned.add("%d data positions were given back and not trained again".formatted(givenBack(evidence)));
        }
        return unlearned;
    }
}
