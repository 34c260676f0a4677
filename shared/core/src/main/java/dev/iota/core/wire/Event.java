package dev.iota.core.wire;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.iota.core.base.MalformedException;
import dev.iota.core.base.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** What an agent did. Idempotent under {@link #key}: delivered late, twice or out of order, it counts once. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Event.ForwardDone.class, name = "forwardDone"),
    @JsonSubTypes.Type(value = Event.BackwardDone.class, name = "backwardDone"),
    @JsonSubTypes.Type(value = Event.InputBad.class, name = "inputBad"),
    @JsonSubTypes.Type(value = Event.Refused.class, name = "refused"),
    @JsonSubTypes.Type(value = Event.StepDone.class, name = "stepDone"),
    @JsonSubTypes.Type(value = Event.UploadStored.class, name = "uploadStored"),
    @JsonSubTypes.Type(value = Event.ShardInspected.class, name = "shardInspected"),
    @JsonSubTypes.Type(value = Event.ShardMerged.class, name = "shardMerged"),
    @JsonSubTypes.Type(value = Event.ShardStored.class, name = "shardStored"),
    @JsonSubTypes.Type(value = Event.ShardFailed.class, name = "shardFailed"),
    @JsonSubTypes.Type(value = Event.MergeMoved.class, name = "mergeMoved"),
    @JsonSubTypes.Type(value = AuditEvent.Judged.class, name = "auditJudged"),
    @JsonSubTypes.Type(value = AuditEvent.Failed.class, name = "auditFailed"),
    @JsonSubTypes.Type(value = HeldOutMeasured.class, name = "heldOutMeasured")
})
public sealed interface Event
        permits Event.OfHop,
                Event.StepDone,
                Event.UploadStored,
                Event.OfShard,
                Event.MergeMoved,
                AuditEvent,
                HeldOutMeasured {
    /**
     * An event is at most so many bytes long, signature and all: what one message of the event queue may hold. Up to 64
     * KiB are billed as one request.
     */
    int MAX_BYTES = 48 * 1024;

    /** Characters of what events say in words; more is cut off. */
    int MAX_WORDS = 500;

    /** Microbatches of one step: what one event can name. */
    int MAX_ENTRIES = 384;

    /** Whether a message is longer than the event queue takes. */
    static boolean isTooLong(String message) {
        return message.length() > MAX_BYTES || message.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES;
    }

    String run();

    int epoch();

    int stage();

    /** What the event is idempotent under, within its hotkey. */
    String key();

    /** An event about one hop of one microbatch. */
    sealed interface OfHop extends Event permits ForwardDone, BackwardDone, InputBad, Refused {
        long microbatch();

        Direction direction();

        /** The lease under which the work was done. */
        String lease();

        @Override
        default String key() {
            return "%s/%d/%d/%d/%s/%s".formatted(run(), epoch(), microbatch(), stage(), direction(), lease());
        }
    }

    /**
     * The output of a forward is stored.
     *
     * @param step local step of the miner whose weights were used
     * @param sha256 of the stored object
     * @param seconds the device was busy with it
     * @param magnitudes of the input, but at the head, and of the output
     */
    record ForwardDone(
            String run,
            int epoch,
            long microbatch,
            int stage,
            String lease,
            int step,
            String sha256,
            double seconds,
            Magnitudes magnitudes)
            implements OfHop {
        public ForwardDone {
            Sha256.require(sha256, "sha256");
            EventChecks.requireSeconds(seconds);
        }

        @Override
        public Direction direction() {
            return Direction.FORWARD;
        }
    }

    /**
     * The gradient went through a stage and was accumulated.
     *
     * @param direction that of the lease: {@code FORWARD} from the tail, which does both at once
     * @param step local step that accumulates it
     * @param sha256 of the stored gradient of the stage's input; none from the head
     * @param loss mean cross entropy in nats per token; from the tail only
     * @param audit what lets anyone check this backward
     * @param rescue where the forward was not this miner's, or no longer in its memory: relative L2 difference
     *     between the recomputed output and the stored one
     * @param seconds the device was busy with it
     * @param magnitudes of the gradient that was read, at the tail of the input, and of the gradient that was stored
     */
    record BackwardDone(
            String run,
            int epoch,
            long microbatch,
            int stage,
            Direction direction,
            String lease,
            int step,
            Optional<String> sha256,
            Optional<Float> loss,
            GradientProbe audit,
            Optional<Double> rescue,
            double seconds,
            Magnitudes magnitudes)
            implements OfHop {
        public BackwardDone {
            sha256.ifPresent(hash -> Sha256.require(hash, "sha256"));
            if (loss.isPresent() && !Float.isFinite(loss.get())) {
                throw new MalformedException("loss is %s; it must be finite".formatted(loss.get()));
            }
            EventChecks.requireSeconds(seconds);
        }
    }

    /** An input was missing or is not what its hash says; the orchestrator looks for itself who is to blame. */
    record InputBad(String run, int epoch, long microbatch, int stage, Direction direction, String lease, String reason)
            implements OfHop {
        public InputBad {
            reason = EventChecks.cut(reason);
        }
    }

    /**
     * The hop cannot be done by this miner.
     *
     * @param step local step of the miner whose weights were used
     */
    record Refused(
            String run,
            int epoch,
            long microbatch,
            int stage,
            Direction direction,
            String lease,
            int step,
            RefusalCause cause,
            String reason)
            implements OfHop {
        public Refused {
            reason = EventChecks.cut(reason);
        }
    }

    /**
     * An optimiser step, with what it contains.
     *
     * @param registration number of the miner's registration that made it
     * @param step counted from 1 within the epoch
     * @param microbatches in the order of accumulation
     * @param gradientNorm of the mean gradient, before clipping
     * @param clip factor that the gradient was multiplied by, at most 1
     * @param device and engine version, threads and precision: what a replay must match
     */
    record StepDone(
            String run,
            int epoch,
            int stage,
            long registration,
            int step,
            List<StepEntry> microbatches,
            double gradientNorm,
            double clip,
            String device)
            implements Event {
        public StepDone {
            microbatches = List.copyOf(microbatches);
            device = EventChecks.cut(device);
            if (microbatches.size() > MAX_ENTRIES) {
                throw new MalformedException(
                        "step %d has %d microbatches; at most %d".formatted(step, microbatches.size(), MAX_ENTRIES));
            }
        }

        @Override
        public String key() {
            return "%s/%d/step/%d/%d".formatted(run, epoch, registration, step);
        }
    }

    /**
     * An announced upload is stored, manifest and all.
     *
     * @param lease that the announcement was answered with
     * @param manifest SHA-256 of the manifest, and by it the signature covers the whole upload
     */
    record UploadStored(String run, int epoch, int stage, String lease, String manifest) implements Event {
        public UploadStored {
            Sha256.require(manifest, "manifest");
        }

        @Override
        public String key() {
            return "%s/%d/uploaded/%d/%s".formatted(run, epoch, stage, lease);
        }
    }

    /** An event about one shard of a stage, which need not be the sender's. */
    sealed interface OfShard extends Event permits ShardInspected, ShardMerged, ShardStored, ShardFailed {
        /** Index in the plan. */
        int shard();

        /** The lease under which the work was done. */
        String lease();
    }

    /**
     * One shard of every upload was looked at.
     *
     * @param findings about every upload of the plan, as {@link dev.iota.core.merge.inspect.Findings} writes them
     */
    record ShardInspected(String run, int epoch, int stage, int shard, String lease, String findings)
            implements OfShard {
        @Override
        public String key() {
            return "%s/%d/inspected/%d/%d/%s".formatted(run, epoch, stage, shard, lease);
        }
    }

    /**
     * A shard is merged.
     *
     * @param result SHA-256 of what went into the result sink of {@link Work.Merge}
     */
    record ShardMerged(String run, int epoch, int stage, int shard, String lease, String result) implements OfShard {
        public ShardMerged {
            Sha256.require(result, "result");
        }

        @Override
        public String key() {
            return "%s/%d/merged/%d/%d/%s".formatted(run, epoch, stage, shard, lease);
        }
    }

    /** The blocks of a merged shard are stored. */
    record ShardStored(String run, int epoch, int stage, int shard, String lease) implements OfShard {
        @Override
        public String key() {
            return "%s/%d/stored/%d/%d/%s".formatted(run, epoch, stage, shard, lease);
        }
    }

    /**
     * A shard cannot be done by this miner now: an object cannot be had, or its disk is full. Somebody else gets it at
     * once.
     */
    record ShardFailed(String run, int epoch, int stage, int shard, String lease, String reason) implements OfShard {
        public ShardFailed {
            reason = EventChecks.cut(reason);
        }

        @Override
        public String key() {
            return "%s/%d/failed/%d/%d/%s".formatted(run, epoch, stage, shard, lease);
        }
    }

    /**
     * What a miner moved for the merge of an epoch, from its upload to the state that the next one starts from. It is
     * said once that is loaded.
     *
     * @param traffic since the miner's process began, if that was later
     */
    record MergeMoved(String run, int epoch, int stage, MergeTraffic traffic) implements Event {
        @Override
        public String key() {
            return "%s/%d/moved/%d".formatted(run, epoch, stage);
        }
    }
}
