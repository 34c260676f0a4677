package dev.iota.core.merge;

import dev.iota.core.base.InvalidSpecException;
import dev.iota.core.merge.aggregate.Aggregation;
import dev.iota.core.merge.aggregate.WeightedMean;
import dev.iota.core.merge.codec.Codec;
import dev.iota.core.merge.codec.TopKCodec;
import dev.iota.core.merge.inspect.ExclusionOptions;
import dev.iota.core.merge.step.DilocoOptions;
import java.util.ArrayList;
import java.util.List;

/**
 * How a run merges.
 *
 * @param mode what an epoch is
 * @param codec of uploads
 * @param errorFeedback whether miners carry over what a lossy codec left out
 * @param aggregation how the uploads become one
 * @param diloco the outer optimiser of {@link Mode#DILOCO}
 * @param exclusion when an upload counts less
 * @param recomputedShare q, the share of agreed blocks that the merge function recomputes, 0 to 1
 * @param releases leases of a shard to others than its owners before the merge function does it
 */
public record MergeOptions(
        Mode mode,
        Codec codec,
        boolean errorFeedback,
        Aggregation aggregation,
        DilocoOptions diloco,
        ExclusionOptions exclusion,
        double recomputedShare,
        int releases) {
    private static final double RECOMPUTED_SHARE = 0.05;

    /** Leases of a shard to others than its owners, unless a run says otherwise. */
    public static final int RELEASES = 3;

    public MergeOptions {
        require(
                mode != Mode.AVERAGE || codec.lossless(),
                "merge.codec is %s; mode average uploads float32 only",
                codec.name());
        require(
                !(codec instanceof TopKCodec) || errorFeedback,
                "merge.codec is %s without error feedback, which loses what it leaves out; set merge.errorFeedback",
                codec.name());
        require(
                !errorFeedback || !codec.lossless(),
                "merge.errorFeedback is set with %s, which leaves nothing out",
                codec.name());
        require(
                recomputedShare >= 0 && recomputedShare <= 1,
                "merge.recomputedShare is %s; wanted 0 to 1",
                recomputedShare);
        require(releases >= 0, "merge.releases is %d; wanted 0 or more", releases);
    }

    /** The weighted mean with the design's defaults. */
    public static MergeOptions of(Mode mode, Codec codec, int stepsPerEpoch) {
        return new MergeOptions(
                mode,
                codec,
                codec instanceof TopKCodec,
                new WeightedMean(),
                DilocoOptions.forSteps(stepsPerEpoch),
                ExclusionOptions.DEFAULT,
                RECOMPUTED_SHARE,
                RELEASES);
    }

    /** The same with another outer optimiser. */
    public MergeOptions withDiloco(DilocoOptions other) {
        return new MergeOptions(mode, codec, errorFeedback, aggregation, other, exclusion, recomputedShare, releases);
    }

    /** What is allowed and may surprise. */
    public List<String> warnings() {
        var warnings = new ArrayList<String>();
        if (errorFeedback && !(aggregation instanceof WeightedMean)) {
            warnings.add("error feedback has no guarantee with %s: what is dropped there comes back from the residuals"
                    .formatted(aggregation.name()));
        }
        if (errorFeedback && mode == Mode.SYNC) {
            warnings.add("the residual is private state of each miner: an upload cannot be audited from published"
                    + " objects alone, as mode sync otherwise allows");
        }
        return warnings;
    }

    private static void require(boolean condition, String message, Object... values) {
        if (!condition) {
            throw new InvalidSpecException(message.formatted(values));
        }
    }
}
