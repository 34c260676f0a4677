package dev.iota.orchestrator;

import dev.iota.cloud.client.AwsClients;
import dev.iota.core.merge.MergeOptions;
import dev.iota.core.merge.Mode;
import dev.iota.core.merge.codec.BlockLayout;
import dev.iota.core.merge.codec.Codec;
import dev.iota.core.run.AuditSpec;
import dev.iota.core.run.EpochSpec;
import dev.iota.core.run.QuorumOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;

/**
 * What a scene is of.
 *
 * @param miners of each stage
 * @param start weights of every stage at first
 * @param recipes by miner
 */
// handed over, never changed
@SuppressWarnings("ArrayRecordComponent")
public record Setup(
        int stages,
        int miners,
        EpochSpec spec,
        float[] start,
        long seed,
        IntFunction<Recipe> recipes,
        AuditSpec audits,
        UnaryOperator<AwsClients> wrap) {
    /** Of every published weight at the start, but in training that is for real. */
    private static final float START = 1;

    /** One stage of one small block, each miner with a value of its own. */
    public static Setup of(int miners, EpochSpec spec) {
        var start = new float[100];
        Arrays.fill(start, START);
        return new Setup(
                1,
                miners,
                spec,
                start,
                1,
                i -> Recipe.of(START + 0.25f * (i + 1)),
                AuditSpec.NONE,
                UnaryOperator.identity());
    }

    Setup stages(int count) {
        return new Setup(count, miners, spec, start, seed, recipes, audits, wrap);
    }

    /** Enough for shards of several owners. */
    Setup threeBlocks() {
        var weights = new float[2 * BlockLayout.ELEMENTS + 100];
        Arrays.fill(weights, START);
        return start(weights);
    }

    /** The last block has one element. */
    Setup blocks(int count) {
        var weights = new float[(count - 1) * BlockLayout.ELEMENTS + 1];
        Arrays.fill(weights, START);
        return start(weights);
    }

    Setup start(float[] weights) {
        return new Setup(stages, miners, spec, weights, seed, recipes, audits, wrap);
    }

    Setup seed(long number) {
        return new Setup(stages, miners, spec, start, number, recipes, audits, wrap);
    }

    public Setup recipes(IntFunction<Recipe> ofMiner) {
        return new Setup(stages, miners, spec, start, seed, ofMiner, audits, wrap);
    }

    Setup audits(AuditSpec share) {
        return new Setup(stages, miners, spec, start, seed, recipes, share, wrap);
    }

    Setup wrap(UnaryOperator<AwsClients> clients) {
        return new Setup(stages, miners, spec, start, seed, recipes, audits, clients);
    }

    /** @param steps of an epoch: ten and more have momentum, and so two sections */
    public static EpochSpec spec(int steps, double recomputed) {
        return spec(MergeOptions.of(Mode.DILOCO, Codec.of("float32"), steps), recomputed);
    }

    static EpochSpec spec(MergeOptions merge, double recomputed) {
        return new EpochSpec(
                0,
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                new QuorumOptions(80, 1, 1, Duration.ofSeconds(6), 80, Duration.ofSeconds(10), Duration.ofMinutes(2)),
                new MergeOptions(
                        merge.mode(),
                        merge.codec(),
                        merge.errorFeedback(),
                        merge.aggregation(),
                        merge.diloco(),
                        merge.exclusion(),
                        recomputed,
                        merge.releases()),
                Duration.ofMinutes(1));
    }
}
