package dev.iota.model.audit;

import dev.iota.core.audit.BarSet;
import dev.iota.core.audit.Metric;
import dev.iota.core.base.MalformedException;
import dev.iota.core.wire.GradientProbe;
import dev.iota.core.wire.Measure;
import dev.iota.core.wire.Precision;
import dev.iota.model.engine.StageReplay;
import dev.iota.model.optim.GradientAudit;
import java.util.ArrayList;
import java.util.List;

/**
 * Judges hops of one stage at the weights that its engine holds, which no judgement changes: one engine serves all
 * audits of a stage's published state.
 */
public final class HopReplay {
    private final StageReplay stage;
    private final BarSet bars;
    private final HopComparison comparison;

    /**
     * @param stage with the weights that the hops were computed with
     * @param wire that stored tensors are rounded to
     */
    public HopReplay(StageReplay stage, Precision wire, BarSet bars) {
        this.stage = stage;
        this.bars = bars;
        this.comparison = new HopComparison(wire);
    }

    /**
     * Computes a hop again and compares.
     *
     * @param id for messages
     * @param found what the miner stored and reported
     * @throws MalformedException if the inputs are none that this stage can compute from
     * @throws dev.iota.model.optim.NonFiniteException if what comes of them is not finite
     */
    public HopVerdict judge(long id, HopInputs inputs, HopResults found) {
        var measures = new ArrayList<Measure>();
        comparison.compare(found, replay(stage, id, inputs)).forEach((compared, values) -> {
            for (var metric : Metric.values()) {
                bars.measure(compared, metric, values.value(metric)).ifPresent(measures::add);
            }
        });
        return new HopVerdict(measures);
    }

    /**
     * Computes a hop again.
     *
     * @param id for messages
     * @throws MalformedException if the inputs are none that this stage can compute from
     * @throws dev.iota.model.optim.NonFiniteException if what comes of them is not finite
     */
    public static HopResults replay(StageReplay stage, long id, HopInputs inputs) {
        if (inputs.targets().isPresent()) {
            return HopResults.of(stage.tail(id, inputs.input(), inputs.targets().get(), inputs.probe()));
        }
        var hop = stage.hop(id, inputs.input(), inputs.requireOutputGradient(), inputs.probe());
        return HopResults.of(hop.output(), hop.backward());
    }

    /** What a backward shows of a gradient, as a miner reports it. */
    public static GradientProbe probe(GradientAudit audit) {
        return new GradientProbe(list(audit.norms()), list(audit.samples()));
    }

    private static List<Float> list(float[] values) {
        var list = new ArrayList<Float>(values.length);
        for (var value : values) {
            list.add(value);
        }
        return list;
    }
}
