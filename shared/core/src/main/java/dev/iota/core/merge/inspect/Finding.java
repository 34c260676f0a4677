package dev.iota.core.merge.inspect;

import dev.iota.core.identity.Hotkey;
import java.util.Optional;

/**
 * What one owner says about the part of one upload that lies in one shard. Two honest owners say the same, to the bit.
 *
 * @param upload whose upload
 * @param fault the first that was found, in block order
 * @param sumOfSquares Σ Δ², float64 in a fixed order; zero where there is a fault
 */
public record Finding(Hotkey upload, Optional<Fault> fault, double sumOfSquares) {}
