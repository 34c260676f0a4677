package dev.iota.miner.agent.step;

import dev.iota.core.merge.upload.LoggedStep;
import dev.iota.core.step.Warmup;
import java.util.List;

/**
 * How far a miner's training is.
 *
 * @param epoch that the engine's weights are of
 * @param logged steps of that epoch which are in the weights, in order
 * @param warmup whether the next steps are short
 */
public record TrainingProgress(int epoch, List<LoggedStep> logged, Warmup warmup) {
    public TrainingProgress {
        logged = List.copyOf(logged);
    }

    /** Number of the last step that was taken, 0 for none. */
    public int step() {
        return logged.isEmpty() ? 0 : logged.getLast().step();
    }
}
