package dev.iota.core.score;

import dev.iota.core.base.Canonical;
import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.core.base.Sha256;
import dev.iota.core.run.ModelSpec;
import dev.iota.core.run.RunSpec;
import dev.iota.core.run.ScoreSpec;

/**
 * What the scores of a run are computed by, and nothing else: a document. The chain of ledgers begins with its hash.
 *
 * @param run its name
 * @param model whose stages cost what they cost
 * @param sequence tokens of a sequence
 * @param sequences of a microbatch
 * @param scores the constants
 */
public record ScoreRules(String run, ModelSpec model, int sequence, int sequences, ScoreSpec scores) {
    public static ScoreRules of(RunSpec spec) {
        return new ScoreRules(
                spec.run(),
                spec.model(),
                spec.training().sequence(),
                spec.training().sequences(),
                spec.scores());
    }

    /**
     * Reads the canonical JSON.
     *
     * @throws MalformedException if the text is anything else
     */
    public static ScoreRules read(String text) {
        return Canonical.read(text, ScoreRules.class);
    }

    public String write() {
        return Json.write(this);
    }

    /** What the first ledger says that was before it. */
    public String sha256() {
        return Sha256.hex(write());
    }

    /** Of forward and backward of one microbatch in a stage. */
    public long flops(int stage) {
        return StageFlops.of(model, sequence, sequences, stage);
    }
}
