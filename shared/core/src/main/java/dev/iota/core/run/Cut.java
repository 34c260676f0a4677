package dev.iota.core.run;

/** How the residual stream crosses the boundary between two stages. */
public enum Cut {
    /** All channels cross, untouched: {@code width} elements a token. */
    NONE,
    /** The first {@code cutWidth} channels cross; the feed-forward half of the sending block writes into them alone. */
    PARTIAL_RESIDUAL
}
