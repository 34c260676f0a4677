package dev.iota.orchestrator.clasp;

import dev.iota.core.clasp.ClaspOptions;
import dev.iota.core.clasp.ClaspSeries;
import dev.iota.core.magnitude.MagnitudeEpoch;
import dev.iota.core.magnitude.MagnitudeSeries;
import dev.iota.core.suspicion.EpochSuspicions;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import java.util.Optional;
import java.util.Set;

/**
 * Writes what losses and sizes of tensors say of miners after each epoch that is over, once and in order. A handler may
 * die after any call: the next one computes the same bytes.
 */
public final class ClaspEpochs {
    /** Epochs of one look; more are left to the next one. */
    private static final int MOST = 5;

    private final Services services;
    private final ClaspObjects objects;
    private final EpochPathways pathways;
    private final ClaspSeries losses = new ClaspSeries(ClaspOptions.DEFAULT);
    private final MagnitudeSeries sizes = new MagnitudeSeries();
    private final StructuredLog structuredLog = new StructuredLog(ClaspEpochs.class);

    public ClaspEpochs(Services services) {
        this.services = services;
        this.objects = new ClaspObjects(services.objects());
        this.pathways = new EpochPathways(services);
    }

    /** Writes what is due, unless something is in the way: training must not wait for it, and the sweep comes again. */
    public void tryToWrite(Run run) {
        try {
            write(run);
        } catch (RuntimeException e) {
            structuredLog.wrong("pathways not compared", String.valueOf(e.getMessage()));
        }
    }

    private void write(Run run) {
        var current = services.runs().get().orElseThrow().epoch();
        var first = written(current);
        for (var epoch = first; epoch < Math.min(current, first + MOST); epoch++) {
            var document = next(run, epoch);
            if (objects.write(document)) {
                structuredLog.notable(
                        "pathways compared",
                        document.losses().added().remark(),
                        "epoch",
                        epoch,
                        "pathways",
                        document.losses().added().pathways(),
                        "raise the loss",
                        document.losses().suspected().size(),
                        "off in sizes",
                        document.sizes().look().suspected().size());
            }
        }
    }

    /** How many epochs there is something of, as far as {@code most}: they are written in order. */
    private int written(int most) {
        var count = most;
        while (count > 0 && !objects.exists(count - 1)) {
            count--;
        }
        return count;
    }

    private EpochSuspicions next(Run run, int epoch) {
        var those = pathways.of(run, epoch);
        var references = Set.copyOf(services.runs().references().hotkeys());
        if (epoch == 0) {
            return new EpochSuspicions(
                    losses.first(run.spec().run(), those.losses(), references),
                    sizes.next(MagnitudeEpoch.NONE, those.hops()));
        }
        var before = objects.read(epoch - 1)
                .orElseThrow(() -> new IllegalStateException(
                        "what was known of pathways after epoch %d is gone".formatted(epoch - 1)));
        return new EpochSuspicions(
                losses.next(before.losses(), those.losses(), references), sizes.next(before.sizes(), those.hops()));
    }

    /** What is known now; empty before the first epoch is over. */
    public Optional<EpochSuspicions> newest() {
        var written = written(services.runs().get().orElseThrow().epoch());
        return written == 0 ? Optional.empty() : objects.read(written - 1);
    }
}
