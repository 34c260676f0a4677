package dev.iota.core.wire;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a miner or a validator finds in its inbox. May come twice and in any order; what is found after its lease has
 * run out is dropped.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Work.Forward.class, name = "forward"),
    @JsonSubTypes.Type(value = Work.Backward.class, name = "backward"),
    @JsonSubTypes.Type(value = Work.Collect.class, name = "collect"),
    @JsonSubTypes.Type(value = Work.Inspect.class, name = "inspect"),
    @JsonSubTypes.Type(value = Work.Merge.class, name = "merge"),
    @JsonSubTypes.Type(value = Work.Store.class, name = "store"),
    @JsonSubTypes.Type(value = Work.Load.class, name = "load"),
    @JsonSubTypes.Type(value = Work.Move.class, name = "move"),
    @JsonSubTypes.Type(value = Work.Audit.class, name = "audit"),
    @JsonSubTypes.Type(value = Work.HeldOut.class, name = "heldOut"),
    @JsonSubTypes.Type(value = Work.Stop.class, name = "stop")
})
public sealed interface Work {

    /** The run's name; work of another run is dropped. */
    String run();

    /** Epoch that the work belongs to. */
    int epoch();

    /**
     * Compute a forward of one stage. The tail computes loss and backward at once.
     *
     * @param started when the microbatch was made: of hops that wait the one of the oldest is computed first
     * @param tokens B × (T+1) token ids as a record of a token shard, for the head (inputs) and the tail (targets)
     * @param input the activation [B, T, channels], for all but the head
     * @param output where the result goes: the activation; from the tail the gradient of its input; from a single
     *     stage nothing
     * @param probe seed of the weight positions whose gradient is reported; used where the backward happens at once
     */
    record Forward(
            String run,
            int epoch,
            long microbatch,
            int stage,
            String lease,
            Instant until,
            Instant started,
            Optional<Source> tokens,
            Optional<Source> input,
            Optional<Sink> output,
            long probe)
            implements Work {}

    /**
     * Pass a gradient back through one stage. {@code tokens}, {@code input} and {@code stored} let a miner that does
     * not hold the forward compute it again.
     *
     * @param gradient of the stage's output [B, T, channels]
     * @param tokens B × (T+1) token ids, for the head
     * @param input the stage's input, for all but the head
     * @param stored the output of the forward on record
     * @param output where the gradient of the stage's input goes; none from the head
     * @param probe seed of the weight positions whose gradient is reported
     */
    record Backward(
            String run,
            int epoch,
            long microbatch,
            int stage,
            String lease,
            Instant until,
            Instant started,
            Source gradient,
            Optional<Source> tokens,
            Optional<Source> input,
            Source stored,
            Optional<Sink> output,
            long probe)
            implements Work {}

    /**
     * The training of the epoch is over: take a last step over what is accumulated and upload what the run's mode asks
     * for, announced by an {@link dev.iota.core.api.UploadRequest} first. A miner without a step has nothing to upload.
     *
     * @param until uploads that are not announced by then come too late
     */
    record Collect(String run, int epoch, int stage, Instant until) implements Work {}

    /** Something to be done with one shard of a stage. */
    sealed interface OfShard extends Work permits Inspect, Merge, Store {
        int stage();

        /** Index in the plan. */
        int shard();

        String lease();

        Instant until();
    }

    /**
     * Look at one shard of every upload of a stage, which need not be the miner's own.
     *
     * @param shard index in the plan
     * @param plan a {@link dev.iota.core.epoch.RoundPlan}; the same for all shards of the round, and worth keeping
     */
    record Inspect(String run, int epoch, int stage, int shard, String lease, Instant until, Source plan)
            implements OfShard {}

    /**
     * Merge one shard of a stage. The blocks of the result are kept until {@link Store} asks for them, or a
     * {@link Load} of the next epoch says that nobody will.
     *
     * @param plan as in {@link Inspect}, now with the list of what counts
     * @param result takes the 32 bytes of the SHA-256 of every block, section by section, then those of each
     *     section's object (its blocks of the shard, one after the other)
     */
    record Merge(String run, int epoch, int stage, int shard, String lease, Instant until, Source plan, Sink result)
            implements OfShard {}

    /**
     * Store the blocks of a merged shard.
     *
     * @param sections one object for each section of the state; each PUT is signed for the hash that was reported
     */
    record Store(String run, int epoch, int stage, int shard, String lease, Instant until, List<Sink> sections)
            implements OfShard {
        public Store {
            sections = List.copyOf(sections);
        }
    }

    /**
     * Epoch {@code epoch} begins: load its weights and go on from them.
     *
     * @param stage of the miner
     * @param checkpoint a {@link dev.iota.core.epoch.CheckpointAccess}
     */
    record Load(String run, int epoch, int stage, Source checkpoint) implements Work {}

    /**
     * For a reference miner: epoch {@code epoch} begins, and another stage is its own now, which it is given when it
     * registers again.
     *
     * @param stage that it leaves
     */
    record Move(String run, int epoch, int stage) implements Work {}

    /**
     * For a validator: do again what others did, from what was published, and compare. Nothing here says who did it.
     *
     * @param stage of the work
     * @param audit names what is audited
     * @param lease under which the verdict is given
     * @param checkpoint a {@link dev.iota.core.epoch.CheckpointAccess} to the state that the work started from: that of
     *     {@code epoch}
     * @param evidence what there is of the work
     */
    record Audit(
            String run,
            int epoch,
            int stage,
            String audit,
            String lease,
            Instant until,
            Source checkpoint,
            AuditMaterial evidence)
            implements Work {}

    /**
     * For a validator without audits: measure the weights that epoch {@code epoch} published on the run's held-out
     * tokens.
     *
     * @param lease under which the result is given
     * @param material a {@link HeldOutMaterial}
     */
    record HeldOut(String run, int epoch, String lease, Instant until, Source material) implements Work {}

    /** Stop working for this run and end. */
    record Stop(String run, int epoch, String reason) implements Work {}
}
