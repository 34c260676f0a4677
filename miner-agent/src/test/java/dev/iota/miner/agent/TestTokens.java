package dev.iota.miner.agent;

import dev.iota.core.data.RecordShape;
import dev.iota.core.data.TokenShard;
import dev.iota.core.data.TokenShardWriter;
import dev.iota.model.engine.StageInput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;

/** Token records of a shape: the seed says which. */
record TestTokens(RecordShape shape) {
    private int[] ids(long seed) {
        return new Random(seed).ints(shape.tokens(), 0, shape.vocabulary()).toArray();
    }

    StageInput.Tokens tokens(long seed) {
        return new StageInput.Tokens(2, ids(seed));
    }

    /** The same as an object of a run. */
    byte[] record(long seed) throws IOException {
        var writer = new TokenShardWriter(shape);
        writer.add(ids(seed));
        var out = new ByteArrayOutputStream();
        writer.writeTo(out, "shard");
        var range = TokenShard.of(shape, 1).record(0);
        return Arrays.copyOfRange(out.toByteArray(), (int) range.offset(), (int) (range.offset() + range.length()));
    }
}
