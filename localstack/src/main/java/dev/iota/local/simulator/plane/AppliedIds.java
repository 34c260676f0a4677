package dev.iota.local.simulator.plane;

import java.util.Arrays;
import java.util.function.LongConsumer;

/** Backwards that were accepted of one miner in an epoch: microbatch, registration and step of each. */
final class AppliedIds {
    private static final int FIRST = 64;

    private long[] ids = new long[FIRST];
    private long[] registrations = new long[FIRST];
    private int[] steps = new int[FIRST];
    private int size;

    /** Whether a row is of a step that is no more. */
    @FunctionalInterface
    interface Lost {
        boolean isLost(long registration, int step);
    }

    /** One that is there already is replaced, as a row of the same key is. */
    void put(long id, long registration, int step, boolean mayBeThere) {
        var at = mayBeThere ? find(id) : size;
        if (at == size) {
            if (size == ids.length) {
                ids = Arrays.copyOf(ids, 2 * size);
                registrations = Arrays.copyOf(registrations, 2 * size);
                steps = Arrays.copyOf(steps, 2 * size);
            }
            size++;
        }
        ids[at] = id;
        registrations[at] = registration;
        steps[at] = step;
    }

    private int find(long id) {
        var at = 0;
        while (at < size && ids[at] != id) {
            at++;
        }
        return at;
    }

    /** Takes out what is lost, of more the first {@code most}. */
    void takeLost(Lost lost, int most, LongConsumer taken) {
        var kept = 0;
        var left = most;
        for (var at = 0; at < size; at++) {
            if (left > 0 && lost.isLost(registrations[at], steps[at])) {
                left--;
                taken.accept(ids[at]);
            } else {
                ids[kept] = ids[at];
                registrations[kept] = registrations[at];
                steps[kept++] = steps[at];
            }
        }
        size = kept;
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }
}
