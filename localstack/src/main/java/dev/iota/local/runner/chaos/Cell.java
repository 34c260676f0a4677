package dev.iota.local.runner.chaos;

import dev.iota.local.runner.failure.RunnerException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A place of the matrix, in text {@code PROCESS:FAULT:PHASE}.
 *
 * @param process {@code miner-0} and the like, {@code cloud}, {@code runner}, or {@code guest}: a miner that joins the
 *     run by itself
 */
record Cell(String process, FaultKind fault, RunPhase phase) {
    static final String CLOUD = "cloud";
    static final String RUNNER = "runner";
    static final String GUEST = "guest";

    /** Two stages of two replicas each: one of them can do what another one leaves. */
    static final int MINERS = 4;

    private static final String MINER = "miner-";
    private static final int PARTS = 3;

    /** Every cell that there is, in a fixed order. */
    static List<Cell> all() {
        return Arrays.stream(FaultKind.values()).flatMap(Cell::of).toList();
    }

    private static Stream<Cell> of(FaultKind fault) {
        return processes().filter(fault::hits).flatMap(process -> Arrays.stream(RunPhase.values())
                .map(phase -> new Cell(process, fault, phase)));
    }

    private static Stream<String> processes() {
        return Stream.concat(
                IntStream.range(0, MINERS).mapToObj(miner -> MINER + miner), Stream.of(CLOUD, RUNNER, GUEST));
    }

    /** @throws RunnerException if there is no such cell */
    static Cell of(String text) {
        var parts = text.toLowerCase(Locale.ROOT).split(":", -1);
        if (parts.length == PARTS) {
            var wanted = String.join(":", parts);
            var found = all().stream()
                    .filter(cell -> cell.toString().equals(wanted))
                    .findFirst();
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw new RunnerException(
                "there is no cell '%s'; wanted PROCESS:FAULT:PHASE, such as miner-0:kill:training, of the processes %s,"
                        + " the faults %s and the phases %s (line: cloud; clock and gateway: guest; term: runner)",
                text, processes().toList(), Arrays.toString(FaultKind.values()), Arrays.toString(RunPhase.values()));
    }

    /** The number of a miner process; -1 for every other process. */
    int miner() {
        return process.startsWith(MINER) ? Integer.parseInt(process.substring(MINER.length())) : -1;
    }

    boolean isRunner() {
        return process.equals(RUNNER);
    }

    /** Whether the runner is asked to end: then it ends the run early, with a report. */
    boolean asksToEnd() {
        return isRunner() && (fault == FaultKind.HUP || fault == FaultKind.TERM);
    }

    /** Whether the run may lack something that only it can tell: it was asked to end early, or gave a miner up. */
    boolean mayGoOnWithout() {
        return asksToEnd() || fault == FaultKind.MEMORY || (miner() >= 0 && fault == FaultKind.DISK);
    }

    /**
     * Whether the run may end by the fault, as long as it can be resumed: because the runner itself was hit, or because
     * a person has to give it what it lacks.
     */
    boolean mayEnd() {
        return switch (fault) {
            case DISK, MEMORY -> true;
            case KILL, HUP, TERM -> isRunner();
            case STOP, LINE, CLOCK, GATEWAY -> false;
        };
    }

    @Override
    public String toString() {
        return "%s:%s:%s".formatted(process, fault, phase);
    }
}
