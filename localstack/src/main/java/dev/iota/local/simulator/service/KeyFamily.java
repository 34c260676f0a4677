package dev.iota.local.simulator.service;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** Keys of one kind, such as the feeds of a run. */
public final class KeyFamily {
    private final List<KeyLoad> keys;

    public KeyFamily(String name, int count) {
        this.keys = IntStream.range(0, count)
                .mapToObj(number -> new KeyLoad(name + " " + number))
                .toList();
    }

    public KeyLoad of(int number) {
        return keys.get(number);
    }

    public List<KeyLoad> keys() {
        return keys;
    }

    /** Writes to several keys that come together: all or none, as a table and its indexes do. */
    public static final class Write {
        private KeyLoad[] keys = new KeyLoad[16];
        private double[] units = new double[16];
        private int size;

        public void add(KeyLoad key, double more) {
            if (more == 0) {
                return;
            }
            if (size == keys.length) {
                keys = Arrays.copyOf(keys, 2 * size);
                units = Arrays.copyOf(units, 2 * size);
            }
            keys[size] = key;
            units[size++] = more;
        }

        /** False, and nothing is written, if one of the keys throttles. */
        public boolean commit(long now) {
            for (var i = 0; i < size; i++) {
                var key = Objects.requireNonNull(keys[i]);
                if (!key.takesWrite(now)) {
                    key.refused();
                    return false;
                }
            }
            for (var i = 0; i < size; i++) {
                Objects.requireNonNull(keys[i]).write(units[i], now);
            }
            return true;
        }
    }
}
