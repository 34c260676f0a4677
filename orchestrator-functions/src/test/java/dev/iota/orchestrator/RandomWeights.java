package dev.iota.orchestrator;

import dev.iota.core.epoch.StageCheckpoint.ParameterShape;
import dev.iota.orchestrator.admin.StartWeights;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Numbers that are no two alike, from anywhere on. */
record RandomWeights(int count, int elements) implements StartWeights {
    @Override
    public List<List<ParameterShape>> stages() {
        return Collections.nCopies(count, List.of(new ParameterShape("w", List.of((long) elements), true)));
    }

    @Override
    public InputStream values() {
        var bytes = new byte[elements * Float.BYTES];
        new Random(elements).nextBytes(bytes);
        return new ByteArrayInputStream(bytes);
    }

    @Override
    public void close() {}
}
