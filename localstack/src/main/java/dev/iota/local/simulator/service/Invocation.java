package dev.iota.local.simulator.service;

import dev.iota.local.simulator.clock.Agenda;

/**
 * One invocation of a function. What it does takes time, and at every call of a service it may die, or its time may be
 * over: then what it had written stays written, and what it would have done next is not done.
 */
public final class Invocation<E> {
    private static final double MICROS = 1000;

    private final Agenda agenda;
    private final FunctionPool<E> pool;
    private final E memory;
    private final Runnable died;
    private final long began;
    private double pending;
    private boolean over;

    Invocation(Agenda agenda, FunctionPool<E> pool, E memory, Runnable died) {
        this.agenda = agenda;
        this.pool = pool;
        this.memory = memory;
        this.died = died;
        this.began = agenda.micros();
    }

    /** What its environment keeps in memory. */
    public E memory() {
        return memory;
    }

    /** Takes time, with nothing that others could see before the next {@link #after}. */
    public void spend(double millis) {
        pending += millis;
    }

    /** When what it does now is done, in microseconds. */
    public long reached() {
        return agenda.micros() + (long) (pending * MICROS);
    }

    /** Calls a service, and goes on when that has answered. */
    public void after(double millis, Runnable next) {
        pending += millis;
        var at = reached();
        pending = 0;
        agenda.at(at, () -> {
            if (over) {
                return;
            }
            var spent = (agenda.micros() - began) / MICROS;
            if (spent > pool.limitMillis()) {
                die(pool.limitMillis(), true);
            } else if (pool.dies()) {
                die(spent, false);
            } else {
                next.run();
            }
        });
    }

    private void die(double millis, boolean late) {
        over = true;
        pool.died(millis, late);
        died.run();
    }

    /** It returns; {@code then} is done when its time is over. */
    public void end(Runnable then) {
        if (over) {
            return;
        }
        over = true;
        var millis = (reached() - began) / MICROS;
        agenda.at(reached(), () -> {
            pool.ended(memory, millis);
            then.run();
        });
    }
}
