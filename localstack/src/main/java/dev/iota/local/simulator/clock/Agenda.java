package dev.iota.local.simulator.clock;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is to happen, in the order of virtual time. What comes soon is in a heap; what comes later lies unsorted in
 * slices of time, so that timers of minutes, of which there are hundreds of thousands, cost no more than others.
 */
public final class Agenda {
    /** When virtual time begins: any date will do. */
    public static final Instant BEGIN = Instant.parse("2030-01-01T00:00:00Z");

    private static final long MICROS = 1_000_000;
    private static final long MICROS_OF_MILLI = 1000;
    private static final int NANOS_OF_MICRO = 1000;

    /** Microseconds of a slice. */
    private static final long SLICE = 100_000;

    private static final int FIRST_CAPACITY = 1024;

    private final Map<Long, List<Later>> slices = new HashMap<>();
    private long[] times = new long[FIRST_CAPACITY];
    private long[] numbers = new long[FIRST_CAPACITY];
    private Runnable[] events = new Runnable[FIRST_CAPACITY];
    private int size;
    private long number;
    private long later;
    private long now;
    private long slice;
    private long happened;

    private record Later(long time, long number, Runnable event) {}

    /** Microseconds since {@link #BEGIN}. */
    public long micros() {
        return now;
    }

    public double seconds() {
        return (double) now / MICROS;
    }

    public Instant now() {
        return instant(now);
    }

    public static Instant instant(long micros) {
        return BEGIN.plusSeconds(micros / MICROS).plusNanos(micros % MICROS * NANOS_OF_MICRO);
    }

    public static long micros(Instant time) {
        return (time.getEpochSecond() - BEGIN.getEpochSecond()) * MICROS + time.getNano() / NANOS_OF_MICRO;
    }

    /** Events that happened so far. */
    public long happened() {
        return happened;
    }

    public void afterMillis(double millis, Runnable event) {
        at(now + (long) (millis * MICROS_OF_MILLI), event);
    }

    public void afterSeconds(double seconds, Runnable event) {
        at(now + (long) (seconds * MICROS), event);
    }

    /** @param time in microseconds; what is past happens at once */
    public void at(long time, Runnable event) {
        var due = Math.max(time, now);
        if (due / SLICE <= slice) {
            push(due, number++, event);
        } else {
            slices.computeIfAbsent(due / SLICE, key -> new ArrayList<>()).add(new Later(due, number++, event));
            later++;
        }
    }

    /** When the next thing is due, if it is due until then; otherwise any later time. */
    public long due(long until) {
        while (size == 0 && later > 0 && slice < until / SLICE) {
            slice++;
            open();
        }
        return size == 0 ? Long.MAX_VALUE : times[0];
    }

    /** Lets the next thing happen, if it is due until then; false if nothing is. */
    public boolean next(long until) {
        if (due(until) > until) {
            return false;
        }
        now = times[0];
        var event = events[0];
        pop();
        happened++;
        event.run();
        return true;
    }

    private static void nothing() {}

    private void open() {
        var due = slices.remove(slice);
        if (due != null) {
            due.forEach(event -> push(event.time, event.number, event.event));
            later -= due.size();
        }
    }

    private void push(long time, long order, Runnable event) {
        if (size == times.length) {
            times = Arrays.copyOf(times, 2 * size);
            numbers = Arrays.copyOf(numbers, 2 * size);
            events = Arrays.copyOf(events, 2 * size);
        }
        var at = size++;
        while (at > 0) {
            var parent = (at - 1) >> 1;
            if (!isBefore(time, order, parent)) {
                break;
            }
            move(parent, at);
            at = parent;
        }
        set(at, time, order, event);
    }

    private void pop() {
        size--;
        var time = times[size];
        var order = numbers[size];
        var event = events[size];
        events[size] = Agenda::nothing;
        var at = 0;
        while (true) {
            var child = 2 * at + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && isBefore(times[child + 1], numbers[child + 1], child)) {
                child++;
            }
            if (isBefore(time, order, child)) {
                break;
            }
            move(child, at);
            at = child;
        }
        if (size > 0) {
            set(at, time, order, event);
        }
    }

    private boolean isBefore(long time, long order, int at) {
        return time < times[at] || (time == times[at] && order < numbers[at]);
    }

    private void move(int from, int to) {
        set(to, times[from], numbers[from], events[from]);
    }

    private void set(int at, long time, long order, Runnable event) {
        times[at] = time;
        numbers[at] = order;
        events[at] = event;
    }
}
