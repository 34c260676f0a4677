package dev.iota.core.divergence;

import dev.iota.core.identity.Hotkey;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@link Divergence} is found from: the newest reports that nothing has refuted, and the loss in samples.
 *
 * @param reports the oldest first
 * @param losses the oldest first
 * @param version counts its writes
 */
public record Vitals(List<NonFinite> reports, List<LossSample> losses, long version) {
    /** Before anything was seen. */
    public static final Vitals NONE = new Vitals(List.of(), List.of(), 0);

    /** Reports that are kept: more than agreement takes. */
    private static final int REPORTS = 16;

    /** Samples that are kept: the loss of a few hundred steps. */
    private static final int SAMPLES = 64;

    public Vitals {
        reports = List.copyOf(reports);
        losses = List.copyOf(losses);
    }

    /**
     * With one more report. What its miner said before is dropped if it did other hops since, or if that was of an
     * earlier epoch.
     */
    public Vitals with(NonFinite report) {
        var kept = new ArrayList<>(reports);
        kept.removeIf(
                earlier -> earlier.microbatch().epoch() != report.microbatch().epoch()
                        || (earlier.hotkey().equals(report.hotkey())
                                && (earlier.id() == report.id()
                                        || earlier.reporter().accepted()
                                                != report.reporter().accepted())));
        kept.add(report);
        return new Vitals(newest(kept, REPORTS), losses, version + 1);
    }

    /** Whether one of these miners said of this microbatch that something is not finite. */
    public boolean mentions(long microbatch) {
        return reports.stream().anyMatch(report -> report.id() == microbatch);
    }

    /** Without what was said of a hop that another miner has done since. */
    public Vitals without(long microbatch, Hotkey done) {
        return new Vitals(
                reports.stream()
                        .filter(report ->
                                report.id() != microbatch && !report.hotkey().equals(done))
                        .toList(),
                losses,
                version + 1);
    }

    /**
     * With one more sample of the loss, if so many microbatches were completed since the last one; otherwise the same.
     */
    public Vitals with(LossSample sample, long apart) {
        var last = losses.isEmpty() ? 0 : losses.getLast().completed();
        if (sample.completed() - last < apart) {
            return this;
        }
        var kept = new ArrayList<>(losses);
        kept.add(sample);
        return new Vitals(reports, newest(kept, SAMPLES), version + 1);
    }

    /** Nothing is left of it: the run goes on from other weights. */
    public Vitals cleared() {
        return new Vitals(List.of(), List.of(), version + 1);
    }

    private static <T> List<T> newest(List<T> all, int most) {
        return all.subList(Math.max(0, all.size() - most), all.size());
    }
}
