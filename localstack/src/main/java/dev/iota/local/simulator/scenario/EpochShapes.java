package dev.iota.local.simulator.scenario;

import dev.iota.core.merge.MergeOptions;
import dev.iota.core.merge.Mode;
import dev.iota.core.merge.codec.Float32Codec;
import dev.iota.core.run.EpochSpec;
import dev.iota.core.run.Presets;
import dev.iota.core.run.QuorumOptions;
import dev.iota.core.run.RunSpec;
import java.time.Duration;

/** The epochs of a scenario, as the specification of a run says them. */
public final class EpochShapes {
    private static final double MILLIS = 1000;

    private EpochShapes() {}

    public static RunSpec of(SwarmScenario scenario) {
        var epochs = scenario.epochs();
        var usual = QuorumOptions.DEFAULT;
        var quorums = new QuorumOptions(
                usual.trainingPercent(),
                usual.minimumBackwards(),
                usual.decayPercent(),
                usual.decayEvery(),
                usual.collectingPercent(),
                usual.stragglers(),
                duration(epochs.graceSeconds()));
        return RunSpec.of(
                "simulated",
                1,
                Presets.load("tiny"),
                new EpochSpec(
                        0,
                        duration(epochs.seconds()),
                        duration(epochs.seconds()),
                        quorums,
                        MergeOptions.of(Mode.DILOCO, new Float32Codec(), 1),
                        Duration.ofMinutes(1)));
    }

    private static Duration duration(double seconds) {
        return Duration.ofMillis((long) (seconds * MILLIS));
    }
}
