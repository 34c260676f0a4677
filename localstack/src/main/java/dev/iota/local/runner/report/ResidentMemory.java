package dev.iota.local.runner.report;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The largest resident memory of each process in the second minute of training and in the last one: equal if nothing
 * leaks. Its own memory does not grow with the run.
 */
public final class ResidentMemory {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration END_OF_MINUTE_2 = MINUTE.multipliedBy(2);

    private final Map<String, Long> minute2 = new TreeMap<>();
    private final Deque<Sample> lastMinute = new ArrayDeque<>();

    private record Sample(Duration at, Map<String, Long> bytes) {}

    /**
     * @param at since training began
     * @param bytes resident, by process
     */
    public void sample(Duration at, Map<String, Long> bytes) {
        if (at.compareTo(MINUTE) >= 0 && at.compareTo(END_OF_MINUTE_2) < 0) {
            raise(minute2, bytes);
        }
        lastMinute.addLast(new Sample(at, Map.copyOf(bytes)));
        while (lastMinute.getFirst().at().plus(MINUTE).compareTo(at) < 0) {
            lastMinute.removeFirst();
        }
    }

    /** By process, in bytes; null if training did not last two minutes. */
    @Nullable Map<String, Long> maxOfMinute2() {
        return isLong() ? Collections.unmodifiableMap(minute2) : null;
    }

    /** By process, in bytes; null if training did not last two minutes. */
    @Nullable Map<String, Long> maxOfLastMinute() {
        if (!isLong()) {
            return null;
        }
        var max = new TreeMap<String, Long>();
        lastMinute.forEach(sample -> raise(max, sample.bytes()));
        return max;
    }

    private boolean isLong() {
        return !lastMinute.isEmpty() && lastMinute.getLast().at().compareTo(END_OF_MINUTE_2) >= 0;
    }

    private static void raise(Map<String, Long> max, Map<String, Long> bytes) {
        bytes.forEach((name, value) -> max.merge(name, value, Math::max));
    }
}
