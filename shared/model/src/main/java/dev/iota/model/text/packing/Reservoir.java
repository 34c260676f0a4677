package dev.iota.model.text.packing;

import java.util.ArrayList;
import java.util.List;

/** Keeps a bounded number of windows, any of those seen with the same probability (Vitter 1985, algorithm R). */
final class Reservoir {
    private final int capacity;
    private final Draws draws;
    private final List<int[]> kept = new ArrayList<>();
    private long seen;

    Reservoir(int capacity, Draws draws) {
        this.capacity = capacity;
        this.draws = draws;
    }

    void add(int[] window) {
        seen++;
        if (kept.size() < capacity) {
            kept.add(window);
            return;
        }
        var drawn = draws.below(seen);
        if (drawn < capacity) {
            kept.set((int) drawn, window);
        }
    }

    List<int[]> kept() {
        return kept;
    }
}
