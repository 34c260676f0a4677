package dev.iota.local.simulator.plane;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.microbatch.Hop;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.wire.Direction;
import java.util.Optional;

/** What the current hop of a microbatch reads, and who made it; the tokens of the head are nobody's. */
final class InputSources {
    private InputSources() {}

    static Optional<Hop.Stored> incoming(Microbatch microbatch) {
        return hop(microbatch)
                .flatMap(hop -> microbatch.direction() == Direction.FORWARD ? hop.activation() : hop.gradient());
    }

    static Optional<Hotkey> producer(Microbatch microbatch) {
        return hop(microbatch).map(Hop::hotkey);
    }

    static boolean isBad(Tracked tracked) {
        return incoming(tracked.microbatch)
                .filter(stored -> tracked.isRubbish(stored.lease()))
                .isPresent();
    }

    private static Optional<Hop> hop(Microbatch microbatch) {
        var neighbour = microbatch.stage() + (microbatch.direction() == Direction.FORWARD ? -1 : 1);
        return neighbour >= 0 && neighbour < microbatch.hops().size()
                ? Optional.of(microbatch.hops().get(neighbour))
                : Optional.empty();
    }
}
