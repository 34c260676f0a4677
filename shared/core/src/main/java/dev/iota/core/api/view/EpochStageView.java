package dev.iota.core.api.view;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.shard.ShardLedger.Round;
import dev.iota.core.merge.shard.ShardWork;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * {@code GET /v1/epochs/{epoch}/stages/{stage}}: who merged a stage, who owned which shards, who agreed and who did
 * not.
 *
 * @param uploads in hotkey order
 * @param shards of the inspection and then of the merge, by index
 */
public record EpochStageView(
        int format, Instant readAt, int epoch, StageMergeSummary merge, List<Upload> uploads, List<Shard> shards)
        implements View {

    /**
     * What a miner contributes.
     *
     * @param accepted whether it is stored, and is what was asked for
     * @param microbatches that are in it; none before collecting ended
     * @param excluded why it is left out; none if it is not
     */
    public record Upload(
            Hotkey hotkey, long bytes, boolean accepted, Optional<Integer> microbatches, Optional<String> excluded) {}

    /**
     * A shard of the stage.
     *
     * @param owners the two miners that the plan names
     * @param answered miners whose result stands, both the same once the shard is AGREED, and not the same while it is
     *     DISPUTED
     * @param wrong miners that may not do it: they were wrong
     * @param released leases to others than the owners
     * @param mergeFunction whether the merge function did it
     */
    public record Shard(
            Round round,
            int index,
            ShardWork.State state,
            int firstBlock,
            int blocks,
            List<Hotkey> owners,
            List<Hotkey> answered,
            List<Hotkey> wrong,
            int released,
            boolean mergeFunction) {
        public Shard {
            owners = List.copyOf(owners);
            answered = List.copyOf(answered);
            wrong = List.copyOf(wrong);
        }
    }

    public EpochStageView {
        uploads = List.copyOf(uploads);
        shards = List.copyOf(shards);
    }
}
