package dev.iota.orchestrator;

import dev.iota.core.wire.Magnitude;
import dev.iota.core.wire.Magnitudes;
import java.util.Optional;

/** How large the tensors of a miner are, as it says. */
final class SaidSizes {
    private static final Magnitude ONE = new Magnitude(0, 1);

    /** Of what it stores. */
    Magnitude stored = ONE;

    /** Of a hop, whether it reads a tensor, and whether it stores one. */
    Magnitudes of(boolean reads, boolean stores) {
        return new Magnitudes(
                reads ? Optional.of(ONE) : Optional.empty(), stores ? Optional.of(stored) : Optional.empty());
    }
}
