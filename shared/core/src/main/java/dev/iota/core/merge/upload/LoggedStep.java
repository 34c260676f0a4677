package dev.iota.core.merge.upload;

import static dev.iota.core.base.Require.require;

import java.util.List;

/**
 * One optimiser step, as the log of an upload shows it.
 *
 * @param step counted from 1 within the epoch
 * @param microbatches ids in the order of accumulation
 */
public record LoggedStep(int step, List<Long> microbatches) {
    public LoggedStep {
        microbatches = List.copyOf(microbatches);
        require(step > 0, "step %d in a step log; steps are counted from 1", step);
        require(!microbatches.isEmpty(), "step %d of a step log contains no microbatch", step);
    }
}
