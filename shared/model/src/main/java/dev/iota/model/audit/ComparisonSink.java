package dev.iota.model.audit;

import dev.iota.core.audit.Compared;

/** Is told every comparison of an epoch. */
@FunctionalInterface
public interface ComparisonSink {
    /**
     * @param steps that were replayed before what is compared came about
     * @param place step or tensor, for people
     * @param off how far what was found is from what was replayed
     */
    void saw(Compared compared, int steps, String place, Deviation off);
}
