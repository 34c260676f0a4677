package dev.iota.core.magnitude;

import static dev.iota.core.base.Require.require;

import java.util.List;

/**
 * What the sizes of an epoch's tensors say, and what is kept for the next one: a document.
 *
 * @param look at the newest epoch that had hops
 * @param levels of every stage and trait
 */
public record MagnitudeEpoch(Look look, List<StageLevel> levels) {
    /** Before the first epoch is over. */
    public static final MagnitudeEpoch NONE = new MagnitudeEpoch(new Look(0, 0, 0, List.of()), List.of());

    /** Of every stage four. */
    private static final int MOST_LEVELS = 4096;

    /**
     * @param microbatches whose hops were looked at
     * @param miners in stages that did them
     * @param compared of these miners with the others of their stage
     */
    public record Look(int microbatches, int miners, int compared, List<SizeSuspicion> suspected) {
        public Look {
            require(
                    microbatches >= 0 && compared >= 0 && compared <= miners && suspected.size() <= miners,
                    "%d microbatches of %d miners, of whom %d were compared and %d are suspected",
                    microbatches,
                    miners,
                    compared,
                    suspected.size());
            suspected = List.copyOf(suspected);
        }
    }

    public MagnitudeEpoch {
        levels = List.copyOf(levels);
        require(levels.size() <= MOST_LEVELS, "%d levels; at most %d", levels.size(), MOST_LEVELS);
    }
}
