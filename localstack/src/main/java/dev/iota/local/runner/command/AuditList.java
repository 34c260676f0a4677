package dev.iota.local.runner.command;

import dev.iota.cloud.terminal.Column;
import dev.iota.cloud.terminal.Ink;
import dev.iota.cloud.terminal.Table;
import dev.iota.cloud.terminal.Table.Cell;
import dev.iota.core.api.view.AuditLine;
import dev.iota.core.audit.Audit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The audits of a run as a table for people. */
final class AuditList {
    private static final int SHORTEST = 13;

    private AuditList() {}

    /** Those that a validator was at. */
    static Table of(List<AuditLine> audits) {
        var table = table();
        audits.forEach(audit -> table.row(
                audit.audit(),
                state(audit.state()),
                "epoch " + audit.epoch(),
                "stage " + audit.stage(),
                audit.about(),
                audit.hotkey(),
                verdicts(audit.verdicts().stream().map(AuditLine.Opinion::passed)),
                audit.reason()));
        return table;
    }

    /** Those that nobody has decided, which only the owner of the run sees; none of them is in the table. */
    static Optional<String> undecided(Stream<Audit> audits) {
        var open = audits.filter(audit -> !audit.state().isFinal())
                .map(audit -> "%s of stage %d in epoch %d"
                        .formatted(
                                audit.id(),
                                audit.subject().stage(),
                                audit.subject().epoch()))
                .toList();
        return open.isEmpty() ? Optional.empty() : Optional.of("undecided audits: " + String.join(", ", open));
    }

    private static Table table() {
        return new Table(List.of(
                Column.word("audit"),
                Column.word("state"),
                Column.word("epoch"),
                Column.word("stage"),
                Column.text("about", SHORTEST),
                Column.name("miner", SHORTEST),
                Column.word("verdicts"),
                Column.text("reason", SHORTEST)));
    }

    private static String verdicts(Stream<Boolean> passed) {
        return passed.map(right -> right ? "right" : "wrong").collect(Collectors.joining(", ", "verdicts [", "]"));
    }

    private static Cell state(Audit.State state) {
        return new Cell(
                state.toString(),
                switch (state) {
                    case PASSED -> Ink.GOOD;
                    case CONFIRMED -> Ink.BAD;
                    case SUSPECT, DISPUTED -> Ink.WARNING;
                    default -> Ink.USUAL;
                });
    }
}
