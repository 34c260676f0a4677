package dev.iota.research.zoo;

import dev.iota.core.audit.AuditBars;
import dev.iota.core.audit.BarSet;
import dev.iota.core.audit.Compared;
import dev.iota.core.audit.Metric;
import dev.iota.core.run.Preset;
import dev.iota.model.audit.HopComparison;
import dev.iota.model.audit.HopResults;

/** Compares what a miner stored and reported with what comes of the hop again, as a validator does, by two bar sets. */
final class Judge {
    private final HopComparison comparison;
    private final BarSet standard;
    private final BarSet reference;

    /** @throws dev.iota.core.base.InvalidSpecException if there are no bars for the precision */
    Judge(Preset preset) {
        var training = preset.training();
        comparison = new HopComparison(training.wire());
        standard = AuditBars.standard().of(training.compute(), training.wire(), 0);
        reference = AuditBars.reference().of(training.compute(), training.wire(), 0);
    }

    /**
     * How many times its bar the worst comparison is; above 1 the audit fails.
     *
     * @param standard by the bars of this project
     * @param reference by those of the reference
     */
    record Excess(double standard, double reference) {
        boolean fails() {
            return !(standard <= 1);
        }

        boolean failsByReference() {
            return !(reference <= 1);
        }
    }

    Excess judge(HopResults found, HopResults replayed) {
        var standards = 0d;
        var references = 0d;
        for (var compared : comparison.compare(found, replayed).entrySet()) {
            for (var metric : Metric.values()) {
                var value = compared.getValue().value(metric);
                standards = Math.max(standards, excess(standard, compared.getKey(), metric, value));
                references = Math.max(references, excess(reference, compared.getKey(), metric, value));
            }
        }
        return new Excess(standards, references);
    }

    private static double excess(BarSet bars, Compared compared, Metric metric, double value) {
        return bars.measure(compared, metric, value)
                .map(measure -> measure.value() / measure.bar())
                .orElse(0.0);
    }
}
