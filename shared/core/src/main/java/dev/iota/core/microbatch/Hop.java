package dev.iota.core.microbatch;

import dev.iota.core.identity.Hotkey;
import java.util.Optional;

/**
 * What is on record about one stage of a microbatch's pathway: part of its receipt.
 *
 * @param hotkey who computed the forward, or the backward once that is in
 * @param step local step of that miner
 * @param activation the stored output of the forward; none at the tail
 * @param gradient the stored gradient of the stage's input, once the backward is in; none at the head
 * @param seconds that the device was busy, forward and backward together
 * @param rescue where a backward was recomputed: the relative L2 difference of the recomputed output
 * @param audit of this hop, if one was drawn: its objects are evidence and stay when the microbatch's others go
 * @param watched whether all that its miner does in the epoch may be audited together: then its objects stay, too
 */
public record Hop(
        Hotkey hotkey,
        int step,
        Optional<Stored> activation,
        Optional<Stored> gradient,
        double seconds,
        Optional<Double> rescue,
        Optional<String> audit,
        boolean watched) {

    /** One whose miner is not watched. */
    public Hop(
            Hotkey hotkey,
            int step,
            Optional<Stored> activation,
            Optional<Stored> gradient,
            double seconds,
            Optional<Double> rescue,
            Optional<String> audit) {
        this(hotkey, step, activation, gradient, seconds, rescue, audit, false);
    }

    /** A stored hop object: the lease that wrote it names its key. */
    public record Stored(String lease, String sha256) {}

    Hop auditedBy(String id) {
        return new Hop(hotkey, step, activation, gradient, seconds, rescue, Optional.of(id), watched);
    }

    Hop asWatched() {
        return new Hop(hotkey, step, activation, gradient, seconds, rescue, audit, true);
    }

    /** Whether what it read and stored is evidence, or may become that. */
    public boolean isKept() {
        return watched || audit.isPresent();
    }
}
