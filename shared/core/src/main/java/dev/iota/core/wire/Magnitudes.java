package dev.iota.core.wire;

import java.util.Optional;

/**
 * What a miner measured of the tensors of a hop.
 *
 * @param read of what came from the neighbour: the activation, of a backward the gradient; none where the tokens are
 *     all that is read
 * @param stored of what the miner stored; none where it stores nothing
 */
public record Magnitudes(Optional<Magnitude> read, Optional<Magnitude> stored) {
    /** Of a hop that reads tokens and stores nothing: of the only stage there is. */
    public static final Magnitudes NONE = new Magnitudes(Optional.empty(), Optional.empty());
}
