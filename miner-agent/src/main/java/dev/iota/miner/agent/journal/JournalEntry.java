package dev.iota.miner.agent.journal;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.iota.core.base.MalformedException;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.StepEntry;
import dev.iota.miner.agent.step.HopInput;
import dev.iota.model.engine.StageInput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** An entry of a journal; what it says of its body are the bytes that follow it in the file. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = JournalEntry.Opened.class, name = "opened"),
    @JsonSubTypes.Type(value = JournalEntry.Forward.class, name = "forward"),
    @JsonSubTypes.Type(value = JournalEntry.Gradient.class, name = "gradient"),
    @JsonSubTypes.Type(value = JournalEntry.Taken.class, name = "taken"),
    @JsonSubTypes.Type(value = JournalEntry.Abandoned.class, name = "abandoned")
})
public sealed interface JournalEntry {
    /**
     * The first of every file.
     *
     * @param model that was trained
     * @param device what has to be the same for the same bits
     */
    record Opened(String model, String device) implements JournalEntry {}

    /**
     * A forward is computed. Its body is its input: token ids, four bytes each, little-endian, and the payload of what
     * crossed the boundary.
     *
     * @param sha256 of the input
     * @param rows sequences (B)
     * @param tokens number of ids
     */
    record Forward(long microbatch, String sha256, int rows, int tokens) implements JournalEntry {
        static Forward of(long microbatch, HopInput input) {
            var stage = input.forStage();
            return new Forward(
                    microbatch,
                    input.sha256(),
                    stage.rows(),
                    input.tokens().map(tokens -> tokens.ids().length).orElse(0));
        }

        static byte[] body(HopInput input) {
            var ids = input.tokens().map(StageInput.Tokens::ids).orElse(new int[0]);
            var payload = input.payload().orElse(new byte[0]);
            var body = ByteBuffer.allocate(Integer.BYTES * ids.length + payload.length)
                    .order(ByteOrder.LITTLE_ENDIAN);
            body.asIntBuffer().put(ids);
            body.position(Integer.BYTES * ids.length).put(payload);
            return body.array();
        }

        /**
         * The input again.
         *
         * @throws MalformedException if the body is shorter than its tokens
         */
        public HopInput input(byte[] body) {
            if (rows < 1 || tokens < 0 || tokens % rows != 0 || (long) Integer.BYTES * tokens > body.length) {
                throw new MalformedException(
                        "%d bytes are no input of %d rows and %d tokens".formatted(body.length, rows, tokens));
            }
            var buffer = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
            var ids = new int[tokens];
            buffer.asIntBuffer().get(ids);
            var payload = new byte[body.length - Integer.BYTES * tokens];
            buffer.position(Integer.BYTES * tokens).get(payload);
            return new HopInput(
                    tokens == 0 ? Optional.empty() : Optional.of(new StageInput.Tokens(rows, ids)),
                    payload.length == 0 ? Optional.empty() : Optional.of(new StageInput.Activations(rows, payload)),
                    sha256);
        }
    }

    /**
     * The gradient of a microbatch joined the step. Its body is the payload of the gradient that it came from; nothing
     * at the tail.
     *
     * @param entry of the step
     * @param positionsSeed of the weight positions that its event shows
     * @param event that says so, which is sent once this is on the disk
     */
    record Gradient(StepEntry entry, long positionsSeed, Event.BackwardDone event) implements JournalEntry {}

    /** The step was taken: the last of every file that is complete. */
    record Taken(Event.StepDone event) implements JournalEntry {}

    /** What has joined the step so far was given up. */
    record Abandoned() implements JournalEntry {}
}
