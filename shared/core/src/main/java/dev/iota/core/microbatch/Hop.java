package dev.iota.core.microbatch;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.wire.Magnitude;
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

    /**
     * A stored hop object: the lease that wrote it names its key.
     *
     * @param said how large its elements are, by the miner that stored it
     * @param found the same by the miner that read it, once that hop is in
     */
    public record Stored(String lease, String sha256, Magnitude said, Optional<Magnitude> found) {
        /** Not read yet. */
        static Stored unread(String lease, String sha256, Magnitude said) {
            return new Stored(lease, sha256, said, Optional.empty());
        }

        Stored read(Magnitude magnitude) {
            return new Stored(lease, sha256, said, Optional.of(magnitude));
        }
    }

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

    /** With what the reader of the activation found. */
    Hop activationRead(Magnitude magnitude) {
        var read = activation.map(stored -> stored.read(magnitude));
        return new Hop(hotkey, step, read, gradient, seconds, rescue, audit, watched);
    }

    /** With what the reader of the gradient found. */
    Hop gradientRead(Magnitude magnitude) {
        var read = gradient.map(stored -> stored.read(magnitude));
        return new Hop(hotkey, step, activation, read, seconds, rescue, audit, watched);
    }
}
