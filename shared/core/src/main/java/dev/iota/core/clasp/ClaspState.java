package dev.iota.core.clasp;

/**
 * What is kept from batch to batch, whatever their number: two matrices of miners × miners.
 *
 * @param equations of all pathways
 * @param scatter of their losses around the fits
 * @param looks so far; each has spent its share of the rate of false accusations
 * @param lookedAt number of pathways at the last look
 */
public record ClaspState(NormalEquations equations, ResidualScatter scatter, int looks, long lookedAt) {
    public static final ClaspState EMPTY = new ClaspState(NormalEquations.NONE, ResidualScatter.NONE, 0, 0);

    /** Without a pathway, and with the looks that were spent: the rate of false accusations is not spent again. */
    public ClaspState begunAgain() {
        return new ClaspState(NormalEquations.NONE, ResidualScatter.NONE, looks, 0);
    }
}
