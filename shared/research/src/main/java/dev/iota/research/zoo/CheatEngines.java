package dev.iota.research.zoo;

import dev.iota.core.run.Preset;
import dev.iota.core.wire.Precision;
import dev.iota.model.audit.HopReplay;
import dev.iota.model.audit.HopResults;
import dev.iota.model.engine.StageReplay;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** One stage with all the weights that miners of it compute with, honest and not. */
final class CheatEngines implements AutoCloseable {
    private static final int STALE = 1;
    private static final int INT4 = 2;
    private static final int WITHOUT_BLOCK = 3;

    private final List<StageReplay> engines = new ArrayList<>();
    private final StageReplay lower;

    /**
     * @param published weights that a hop is to be computed with
     * @param before those of the epoch before
     * @param block the one that is left out, counted over the whole model
     */
    CheatEngines(Preset preset, int stage, Weights published, Weights before, int block, int threads)
            throws IOException {
        for (var weights : List.of(published, before, published.inInt4(), published.withoutBlock(block))) {
            var engine = new StageReplay(preset.model(), preset.training(), stage, "cpu", threads);
            engine.readWeights(weights.reader());
            engines.add(engine);
        }
        lower = new StageReplay(preset.model(), ZooModel.computing(preset, Precision.BFLOAT16), stage, "cpu", threads);
        lower.readWeights(published.reader());
    }

    /** What validators compute with. */
    StageReplay published() {
        return engines.getFirst();
    }

    HopResults honest(HopCase hop) {
        return of(published(), hop);
    }

    HopResults stale(HopCase hop) {
        return of(engines.get(STALE), hop);
    }

    HopResults inInt4(HopCase hop) {
        return of(engines.get(INT4), hop);
    }

    HopResults withoutBlock(HopCase hop) {
        return of(engines.get(WITHOUT_BLOCK), hop);
    }

    HopResults inBfloat16(HopCase hop) {
        return of(lower, hop);
    }

    private static HopResults of(StageReplay engine, HopCase hop) {
        return HopReplay.replay(engine, hop.id(), hop.inputs());
    }

    @Override
    public void close() {
        engines.forEach(StageReplay::close);
        lower.close();
    }
}
