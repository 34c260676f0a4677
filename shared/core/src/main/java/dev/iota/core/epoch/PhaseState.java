package dev.iota.core.epoch;

import java.time.Instant;
import java.util.Optional;

/** What is known of one stage in one phase of an epoch. */
public sealed interface PhaseState {

    /**
     * Forwards are issued.
     *
     * @param active miners of the stage
     * @param qualified those of them with B_min accepted backward passes
     * @param target when the epoch should be over
     */
    record Training(int active, int qualified, Instant target) implements PhaseState {}

    /**
     * Miners drain, take a last step, and upload.
     *
     * @param qualifying miners with at least one step
     * @param uploaded those of them whose upload was accepted
     * @param since when collecting began
     * @param quorumSince when enough had uploaded, if they have
     * @param awaited until when uploads are waited for that are under way and move
     */
    record Collecting(
            int qualifying, int uploaded, Instant since, Optional<Instant> quorumSince, Optional<Instant> awaited)
            implements PhaseState {}

    /**
     * Shards are inspected.
     *
     * @param shards of the plan
     * @param agreed those with two agreeing results, or one by the merge function
     * @param deadline when the next lease runs out
     */
    record OnShards(int shards, int agreed, Optional<Instant> deadline) implements PhaseState {}

    /**
     * Shards are merged.
     *
     * @param shards of the plan
     * @param stored those whose blocks are in the object store, and whose spot checks are done
     * @param deadline when the next lease runs out
     */
    record Publishing(int shards, int stored, Optional<Instant> deadline) implements PhaseState {}
}
