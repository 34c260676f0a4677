package dev.iota.core.suspicion;

import dev.iota.core.base.Canonical;
import dev.iota.core.base.Json;
import dev.iota.core.clasp.ClaspEpoch;
import dev.iota.core.clasp.MinerEffect;
import dev.iota.core.clasp.Seat;
import dev.iota.core.magnitude.MagnitudeEpoch;
import dev.iota.core.magnitude.SizeSuspicion;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whom to audit more often once an epoch is over: a document.
 *
 * @param losses who raises the loss of what passes it
 * @param sizes whose tensors are of other sizes than those of its stage, or than it says
 */
public record EpochSuspicions(ClaspEpoch losses, MagnitudeEpoch sizes) {
    /**
     * Reads the canonical JSON.
     *
     * @throws dev.iota.core.base.MalformedException if the text is anything else, or contradicts itself
     */
    public static EpochSuspicions read(String text) {
        return Canonical.read(text, EpochSuspicions.class);
    }

    public String write() {
        return Json.write(this);
    }

    public int epoch() {
        return losses.epoch();
    }

    /** All who are suspected, for whichever reason. */
    public Set<Seat> suspected() {
        return Stream.concat(
                        losses.suspected().stream().map(MinerEffect::seat),
                        sizes.look().suspected().stream().map(SizeSuspicion::seat))
                .collect(Collectors.toUnmodifiableSet());
    }
}
