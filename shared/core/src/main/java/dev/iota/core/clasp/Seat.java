package dev.iota.core.clasp;

import dev.iota.core.identity.Hotkey;
import java.util.Comparator;

/** A miner in a stage. One that moves to another stage has another seat there, and begins anew. */
public record Seat(int stage, Hotkey miner) implements Comparable<Seat> {
    private static final Comparator<Seat> ORDER =
            Comparator.comparingInt(Seat::stage).thenComparing(Seat::miner);

    @Override
    public int compareTo(Seat other) {
        return ORDER.compare(this, other);
    }
}
