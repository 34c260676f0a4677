package dev.iota.local.runner.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.iota.core.base.Json;
import dev.iota.local.runner.chaos.CellEvidence.Ending;
import dev.iota.local.runner.chaos.RunLedger.Entry;
import dev.iota.local.runner.chaos.RunLedger.Step;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** Runs that break no rule, the same with a change, and which rules they break then. */
final class InvariantCases {
    static final int TOKENS = 64;
    static final Cell KILLED_MINER = Cell.of("miner-0:kill:training");
    static final Cell KILLED_RUNNER = Cell.of("runner:kill:training");
    static final Cell HUNG_UP = Cell.of("runner:hup:training");
    static final Cell FULL_DISK = Cell.of("cloud:disk:merging");

    private InvariantCases() {}

    static ObjectNode report() {
        var report = Json.mapper().createObjectNode();
        report.put("outcome", "trained");
        report.putArray("warnings");
        report.put("steps", 1);
        report.put("tokens", 4 * TOKENS);
        report.put("microbatchesStarted", 4);
        report.put("microbatchesCompleted", 4);
        report.put("microbatchesInFlightAtStop", 0);
        report.put("microbatchesLost", 0);
        report.put("lossFirst", 5.5);
        report.put("heldOutLoss", 2.5);
        report.putArray("epochs").addObject();
        report.withArray("epochs").addObject();
        return report;
    }

    static ObjectNode report(Consumer<ObjectNode> change) {
        var report = report();
        change.accept(report);
        return report;
    }

    /** Four microbatches, of which each stage has two steps: one of each replica. */
    static RunLedger ledger() {
        return ledger(List.of(entry(0, 0), entry(1, 1), entry(2, 2), entry(3, 3)), steps(), List.of());
    }

    static RunLedger ledger(List<Entry> completed, List<Step> second, List<String> carriedOver) {
        return new RunLedger(TOKENS, completed, List.of(steps(), second), carriedOver, 0);
    }

    static List<Step> steps() {
        return List.of(new Step(List.of(0L, 1L)), new Step(List.of(2L, 3L)));
    }

    static Entry entry(long id, long position) {
        return new Entry(id, position, false);
    }

    static Ending ended(int status, JsonNode report) {
        return new Ending(OptionalInt.of(status), Optional.of(report));
    }

    static Ending ended(int status) {
        return new Ending(OptionalInt.of(status), Optional.empty());
    }

    static List<String> broken(Cell cell, Ending first, RunLedger ledger) {
        return Invariants.broken(
                new CellEvidence(cell, false, first, Optional.empty(), true, Optional.of(ledger), List.of()));
    }

    static List<String> broken(Cell cell, Ending first, Ending resumed) {
        return Invariants.broken(
                new CellEvidence(cell, false, first, Optional.of(resumed), true, Optional.of(ledger()), List.of()));
    }

    static List<String> broken(Cell cell, Ending first, boolean isResumable) {
        return Invariants.broken(
                new CellEvidence(cell, false, first, Optional.empty(), isResumable, Optional.empty(), List.of()));
    }

    static List<String> brokenBy(Consumer<ObjectNode> change) {
        return broken(KILLED_MINER, ended(0, report(change)), ledger());
    }
}
