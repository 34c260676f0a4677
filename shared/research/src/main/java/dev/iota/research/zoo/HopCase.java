package dev.iota.research.zoo;

import dev.iota.model.audit.HopInputs;
import dev.iota.model.audit.HopResults;
import dev.iota.model.engine.StageEngine;
import dev.iota.model.engine.StageInput;
import java.util.Optional;

/**
 * A hop that somebody is to compute: what is read, whoever computes it.
 *
 * @param tokens B × (T + 1), of which the head sees all but the last of a row, and the tail foretells all but the first
 * @param rows B
 * @param input payload; of all but the head
 * @param outputGradient payload; of all but the tail
 * @param probe seed of the weight positions whose gradient is reported
 */
@SuppressWarnings("ArrayRecordComponent") // never changed
public record HopCase(
        int stage,
        long id,
        int rows,
        int[] tokens,
        Optional<byte[]> input,
        Optional<byte[]> outputGradient,
        long probe) {

    boolean isTail() {
        return outputGradient.isEmpty();
    }

    boolean isHead() {
        return input.isEmpty();
    }

    HopInputs inputs() {
        return new HopInputs(
                stageInput(), isTail() ? Optional.of(all().targets()) : Optional.empty(), outputGradient, probe);
    }

    private StageInput.Tokens all() {
        return new StageInput.Tokens(rows, tokens);
    }

    private StageInput stageInput() {
        return input.<StageInput>map(payload -> new StageInput.Activations(rows, payload))
                .orElseGet(() -> all().inputs());
    }

    /** What a miner stores and reports that computes it as miners do; the engine learns nothing. */
    HopResults computed(StageEngine engine) {
        try {
            return accumulated(engine);
        } finally {
            engine.abandonStep();
        }
    }

    /** The same; its gradient joins the open step. */
    HopResults accumulated(StageEngine engine) {
        if (isTail()) {
            return HopResults.of(engine.tail(id, stageInput(), all().targets(), probe));
        }
        var output = engine.forward(id, stageInput());
        return HopResults.of(output, engine.backward(id, outputGradient.orElseThrow(), probe));
    }
}
