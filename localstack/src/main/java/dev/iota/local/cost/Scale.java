package dev.iota.local.cost;

import dev.iota.core.run.RunSpec;
import java.time.Duration;

/**
 * What run the figures are for.
 *
 * @param stages of the model
 * @param tokensPerMicrobatch tokens of one microbatch
 * @param secondsPerStage that a device works at one microbatch, forward and backward; 0 as it was counted
 * @param heartbeat of a miner
 * @param indexShards over which keys are spread
 */
public record Scale(int stages, long tokensPerMicrobatch, double secondsPerStage, Duration heartbeat, int indexShards) {
    private static final double MILLIS = 1000;

    /** The run that was counted. */
    public static Scale of(RunSpec spec) {
        return new Scale(
                spec.model().stages(),
                spec.training().tokensPerMicrobatch(),
                0,
                spec.leases().heartbeat(),
                spec.indexShards());
    }

    double heartbeatSeconds() {
        return heartbeat.toMillis() / MILLIS;
    }
}
