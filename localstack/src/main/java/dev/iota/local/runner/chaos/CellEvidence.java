package dev.iota.local.runner.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is known of a cell after its end.
 *
 * @param isMissed whether the fault came too late, so that nothing happened to the run
 * @param first how the run ended by itself
 * @param resumed how it ended after it was resumed; empty if it was not
 * @param isResumable whether it left a run that can be resumed
 * @param ledger what its tables say; empty if it left none
 * @param remarks what was wrong that was seen on the way: processes and files left behind, what a fault saw
 */
record CellEvidence(
        Cell cell,
        boolean isMissed,
        Ending first,
        Optional<Ending> resumed,
        boolean isResumable,
        Optional<RunLedger> ledger,
        List<String> remarks) {
    CellEvidence {
        remarks = List.copyOf(remarks);
    }

    /**
     * How a runner ended.
     *
     * @param status its exit status; empty if it had to be ended, because it hung
     * @param report that it wrote; empty if it wrote none
     */
    record Ending(OptionalInt status, Optional<JsonNode> report) {
        private static final int PARTLY = 3;

        boolean isWell() {
            return status.isPresent() && status.getAsInt() == 0;
        }

        /** It ended with weights, but something that should have happened did not. */
        boolean isPartly() {
            return status.isPresent() && status.getAsInt() == PARTLY;
        }

        String shown() {
            return status.isPresent() ? "exit status " + status.getAsInt() : "a hang";
        }
    }

    /** The last ending. */
    Ending last() {
        return resumed.orElse(first);
    }
}
