package dev.iota.local.runner.chaos;

import java.util.List;

/**
 * What came of a cell.
 *
 * @param cell in text
 * @param missed whether the fault came too late, so that nothing happened to the run
 * @param seconds that it took
 * @param note what its name does not say: when the fault struck, and how the run ended
 * @param findings rules that were broken
 * @param excerpt of the logs, if there are findings
 * @param folder where everything of it lies, if it was kept
 * @param again the command that repeats it
 */
record CellResult(
        String cell,
        boolean missed,
        long seconds,
        String note,
        List<String> findings,
        List<String> excerpt,
        String folder,
        String again) {
    CellResult {
        findings = List.copyOf(findings);
        excerpt = List.copyOf(excerpt);
    }

    /** In a word. */
    String outcome() {
        if (!findings.isEmpty()) {
            return "finding";
        }
        return missed ? "missed" : "well";
    }
}
