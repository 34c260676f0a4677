package dev.iota.local.simulator.clock;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Two agendas that go on beside each other. What one sends to the other takes at least a window of virtual time, so
 * that within one window neither depends on what the other does: a conservative parallel simulation, whose lookahead is
 * the window (Fujimoto, Parallel Discrete Event Simulation, 1990). One thread or two play the same course.
 */
public final class SideBySide {
    private static final double MICROS = 1e6;

    private final long window;
    private final Executor beside;
    private final Side first = new Side();
    private final Side second = new Side();
    private long reached;

    /** An agenda, and what is sent to it. */
    private static final class Side {
        private final Agenda agenda = new Agenda();
        private List<Runnable> arrived = new ArrayList<>();
        private List<Runnable> coming = new ArrayList<>();

        /** What was sent in the window before is there. */
        void turn() {
            var next = arrived;
            arrived = coming;
            coming = next;
        }

        void play(long until) {
            arrived.forEach(Runnable::run);
            arrived.clear();
            while (agenda.next(until)) {
                // One event after the other.
            }
        }
    }

    /**
     * @param micros of a window, at least one
     * @param beside where the second agenda plays, while the first one does where it is asked to
     */
    public SideBySide(long micros, Executor beside) {
        if (micros < 1) {
            throw new IllegalArgumentException("a window has %d microseconds; wanted 1 or more".formatted(micros));
        }
        this.window = micros;
        this.beside = beside;
    }

    public Agenda first() {
        return first.agenda;
    }

    public Agenda second() {
        return second.agenda;
    }

    /**
     * Of the second side: sends something to the first one, which takes it in with the next window, in the order of
     * sending, and may do with it what is due at {@code at} or later.
     *
     * @throws IllegalArgumentException if it would be there within a window
     */
    public void toFirst(long at, Runnable message) {
        send(second.agenda, first, at, message);
    }

    /** Of the first side; the same. */
    public void toSecond(long at, Runnable message) {
        send(first.agenda, second, at, message);
    }

    private void send(Agenda from, Side to, long at, Runnable message) {
        if (at - from.micros() < window) {
            throw new IllegalArgumentException("a message takes %d microseconds, which is less than a window of %d"
                    .formatted(at - from.micros(), window));
        }
        to.coming.add(message);
    }

    /** Plays the next window in which something is due; false if nothing is until then. */
    public boolean next(long until) {
        first.turn();
        second.turn();
        var from = first.arrived.isEmpty() && second.arrived.isEmpty()
                ? Math.min(first.agenda.due(until), second.agenda.due(until))
                : reached;
        if (from > until) {
            reached = until;
            return false;
        }
        var end = Math.min(from + window - 1, until);
        var other = CompletableFuture.runAsync(() -> second.play(end), beside);
        first.play(end);
        other.join();
        reached = end;
        return true;
    }

    /** How far both are. */
    public double seconds() {
        return reached / MICROS;
    }

    /** Events that happened so far. */
    public long happened() {
        return first.agenda.happened() + second.agenda.happened();
    }
}
