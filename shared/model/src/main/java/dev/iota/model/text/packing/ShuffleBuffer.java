package dev.iota.model.text.packing;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Holds windows up to a number; each new one then takes the place of one drawn at random, which goes on. */
final class ShuffleBuffer {
    private final int capacity;
    private final Draws draws;
    private final Consumer<int[]> next;
    private final List<int[]> held = new ArrayList<>();

    ShuffleBuffer(int capacity, Draws draws, Consumer<int[]> next) {
        this.capacity = capacity;
        this.draws = draws;
        this.next = next;
    }

    void add(int[] window) {
        if (held.size() < capacity) {
            held.add(window);
        } else {
            next.accept(held.set((int) draws.below(capacity), window));
        }
    }

    /** Sends on what is still held, in random order. */
    void drain() {
        while (!held.isEmpty()) {
            var last = held.removeLast();
            var drawn = (int) draws.below(held.size() + 1L);
            next.accept(drawn == held.size() ? last : held.set(drawn, last));
        }
    }
}
