package dev.iota.local.runner.chaos;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What came of all cells, for people. */
final class ChaosTable {
    private static final String ROW = "%-28s %8s  %-8s %s%n";

    private ChaosTable() {}

    static String text(List<CellResult> results) {
        var found =
                results.stream().filter(result -> !result.findings().isEmpty()).toList();
        return ROW.formatted("cell", "seconds", "result", "finding")
                + results.stream().map(ChaosTable::rows).collect(Collectors.joining())
                + "%d cells, %d with findings, %d that missed their moment%n"
                        .formatted(
                                results.size(),
                                found.size(),
                                results.stream().filter(CellResult::missed).count())
                + found.stream().map(ChaosTable::details).collect(Collectors.joining());
    }

    private static String rows(CellResult result) {
        var findings = result.findings();
        var first = ROW.formatted(
                result.cell(), result.seconds(), result.outcome(), findings.isEmpty() ? "" : findings.getFirst());
        return first
                + findings.stream()
                        .skip(1)
                        .map(finding -> ROW.formatted("", "", "", finding))
                        .collect(Collectors.joining());
    }

    private static String details(CellResult result) {
        return Stream.of(
                        Stream.of("", "%s (%s)".formatted(result.cell(), result.note())),
                        result.excerpt().stream().map(line -> "  | " + line),
                        Stream.of("  folder: " + result.folder(), "  again:  " + result.again()))
                .flatMap(lines -> lines)
                .map(line -> line + System.lineSeparator())
                .collect(Collectors.joining());
    }
}
