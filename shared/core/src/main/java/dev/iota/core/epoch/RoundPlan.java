package dev.iota.core.epoch;

import dev.iota.core.base.MalformedException;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.inspect.Exclusion;
import dev.iota.core.merge.inspect.Findings;
import dev.iota.core.merge.plan.Shard;
import dev.iota.core.merge.upload.UploadSpec;
import dev.iota.core.wire.Source;
import java.util.List;
import java.util.Optional;

/**
 * Everything that is needed to inspect or merge shards of one stage, by any miner of the run or by the merge function.
 * Stored as an object.
 *
 * @param spec what every upload is
 * @param uploads the accepted ones, in hotkey order
 * @param shards of the plan
 * @param published a {@link CheckpointAccess}: the state that the epoch started from
 * @param exclusion what counts; only for merging
 */
public record RoundPlan(
        UploadSpec spec,
        List<PlannedUpload> uploads,
        List<Shard> shards,
        Source published,
        Optional<Exclusion> exclusion) {

    /**
     * An accepted upload.
     *
     * @param manifest its text has the SHA-256 that its miner signed
     * @param parts its objects, as {@link UploadSpec#parts} cuts it
     */
    public record PlannedUpload(Hotkey hotkey, Source manifest, List<Source> parts) {
        public PlannedUpload {
            parts = List.copyOf(parts);
        }
    }

    public RoundPlan {
        uploads = List.copyOf(uploads);
        shards = List.copyOf(shards);
        if (uploads.size() > Findings.MOST) {
            throw new MalformedException("a plan of %d uploads; at most %d".formatted(uploads.size(), Findings.MOST));
        }
        var blocks = spec.layout().blocks();
        for (var shard : shards) {
            if (shard.endBlock() > blocks) {
                throw new MalformedException("shard %d ends at block %d; the stage has %d"
                        .formatted(shard.index(), shard.endBlock(), blocks));
            }
        }
    }
}
