package dev.iota.model.audit;

import dev.iota.core.audit.Compared;
import dev.iota.core.wire.Precision;
import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares what came of a hop with what comes of it again. */
public final class HopComparison {
    private final Precision wire;

    /** @param wire that stored tensors are rounded to */
    public HopComparison(Precision wire) {
        this.wire = wire;
    }

    /**
     * Everything that a stage of this place yields, but an output that is not there to be judged.
     *
     * @param found what a miner stored and reported
     */
    public Map<Compared, Deviation> compare(HopResults found, HopResults replayed) {
        var all = new EnumMap<Compared, Deviation>(Compared.class);
        if (found.output().isPresent()) {
            payload(found.output(), replayed.output()).ifPresent(one -> all.put(Compared.OUTPUT, one));
        }
        payload(found.inputGradient(), replayed.inputGradient())
                .ifPresent(one -> all.put(Compared.INPUT_GRADIENT, one));
        all.put(Compared.NORMS, list(found.probe().norms(), replayed.probe().norms()));
        all.put(
                Compared.POSITIONS,
                list(found.probe().values(), replayed.probe().values()));
        replayed.loss()
                .ifPresent(loss -> all.put(
                        Compared.LOSS,
                        found.loss()
                                .map(given -> list(List.of(given), List.of(loss)))
                                .orElse(Deviation.NONE)));
        return Collections.unmodifiableMap(all);
    }

    private Optional<Deviation> payload(Optional<byte[]> found, Optional<byte[]> replayed) {
        return replayed.map(
                again -> found.map(bytes -> Deviation.of(bytes, again, wire)).orElse(Deviation.NONE));
    }

    private static Deviation list(List<Float> found, List<Float> replayed) {
        return Deviation.of(buffer(found), buffer(replayed));
    }

    private static FloatBuffer buffer(List<Float> values) {
        var buffer = FloatBuffer.allocate(values.size());
        values.forEach(buffer::put);
        return buffer.flip();
    }
}
