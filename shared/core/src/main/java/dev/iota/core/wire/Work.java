package dev.iota.core.wire;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a miner finds in its inbox. May come twice and in any order; what is found after its lease has run out is dropped. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Work.Forward.class, name = "forward"),
    @JsonSubTypes.Type(value = Work.Backward.class, name = "backward"),
    @JsonSubTypes.Type(value = Work.Upload.class, name = "upload"),
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
     * @param tokens B × (T+1) token ids as a record of a token shard, for the head (inputs) and the tail (targets)
     * @param input the activation [B, T, channels], for all but the head
     * @param output where the result goes: the activation; from the tail the gradient of its input; from a single stage nothing
     * @param probe seed of the weight positions whose gradient is reported; used where the backward happens at once
     */
    record Forward(
            String run,
            int epoch,
            long microbatch,
            int stage,
            String lease,
            Instant until,
            Optional<Source> tokens,
            Optional<Source> input,
            Optional<Sink> output,
            long probe)
            implements Work {}

    /**
     * Pass a gradient back through one stage. {@code tokens}, {@code input} and {@code stored} let a miner that does not hold the
     * forward compute it again.
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
            Source gradient,
            Optional<Source> tokens,
            Optional<Source> input,
            Source stored,
            Optional<Sink> output,
            long probe)
            implements Work {}

    /**
     * Take a last step over what is accumulated, then store the stage's weights: all parameters of the stage in the order of its
     * program, float32, little-endian, one after the other, cut into parts.
     */
    record Upload(String run, int epoch, int stage, String lease, Instant until, List<Sink> parts) implements Work {
        public Upload {
            parts = List.copyOf(parts);
        }
    }

    /** Stop working for this run and end. */
    record Stop(String run, int epoch, String reason) implements Work {}
}
