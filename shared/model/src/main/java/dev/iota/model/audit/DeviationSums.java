package dev.iota.model.audit;

/** How far a vector is from the one that was computed again, element by element as they come. */
final class DeviationSums {
    private double found;
    private double replayed;
    private double difference;

    void add(double one, double again) {
        add(one, again, 0);
    }

    /** @param slack up to which a difference is none */
    void add(double one, double again, double slack) {
        found += one * one;
        replayed += again * again;
        var off = Math.max(0, Math.abs(one - again) - slack);
        difference += off * off;
    }

    /** What was found cannot be compared. */
    void fail() {
        found = Double.NaN;
    }

    /**
     * Of everything that was added. One less the cosine of the angle is (‖f − r‖² − (‖f‖ − ‖r‖)²) / (2 ‖f‖ ‖r‖): from
     * the product f·r it would lose what vectors that are nearly the same differ by.
     */
    Deviation deviation() {
        if (!Double.isFinite(found)) {
            return Deviation.NONE;
        }
        if (difference == 0) {
            return new Deviation(0, 0, 0);
        }
        var foundNorm = Math.sqrt(found);
        var replayedNorm = Math.sqrt(replayed);
        if (foundNorm == 0 || replayedNorm == 0) {
            return new Deviation(replayedNorm == 0 ? Deviation.MOST : 1, 1, 1);
        }
        var longer = foundNorm - replayedNorm;
        return new Deviation(
                Math.min(Deviation.MOST, Math.sqrt(difference) / replayedNorm),
                Math.max(0, (difference - longer * longer) / (2 * foundNorm * replayedNorm)),
                1 - Math.min(foundNorm, replayedNorm) / Math.max(foundNorm, replayedNorm));
    }
}
