package dev.iota.local.simulator.service;

import dev.iota.local.simulator.clock.Agenda;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The environments of one function: each does one invocation at a time, the one that was used last first; more are made
 * as far as the concurrency goes, and begin cold.
 *
 * @param <E> what an environment keeps in memory from one invocation to the next
 */
public final class FunctionPool<E> {
    private static final double MILLIS = 1000;

    private final Agenda agenda;
    private final String name;
    private final Limits limits;
    private final Supplier<E> memory;
    private final BooleanSupplier dies;
    private final Region region;
    private final Deque<E> idle = new ArrayDeque<>();
    private int running;
    private int mostRunning;
    private long invocations;
    private long timeouts;
    private long deaths;
    private double longestMillis;
    private double allMillis;

    /**
     * @param seconds that an invocation may take
     * @param concurrency invocations at a time
     * @param coldMillis that the first invocation of an environment waits
     */
    public record Limits(double seconds, int concurrency, double coldMillis) {}

    /** @param dies whether an invocation dies at its next call of a service */
    public FunctionPool(
            Agenda agenda, String name, Limits limits, Supplier<E> memory, BooleanSupplier dies, Region region) {
        this.agenda = agenda;
        this.name = name;
        this.limits = limits;
        this.memory = memory;
        this.dies = dies;
        this.region = region;
    }

    /** Begins an invocation; empty if as many run as may, or the region is out. */
    public Optional<Invocation<E>> begin(Runnable died) {
        if (running >= limits.concurrency || region.isOut(agenda.micros())) {
            return Optional.empty();
        }
        running++;
        mostRunning = Math.max(mostRunning, running);
        invocations++;
        var warm = idle.pollFirst();
        if (warm != null) {
            return Optional.of(new Invocation<>(agenda, this, warm, died));
        }
        var invocation = new Invocation<>(agenda, this, memory.get(), died);
        invocation.spend(limits.coldMillis);
        return Optional.of(invocation);
    }

    boolean dies() {
        return dies.getAsBoolean() || region.isOut(agenda.micros());
    }

    double limitMillis() {
        return limits.seconds * MILLIS;
    }

    void ended(E environment, double millis) {
        idle.addFirst(environment);
        over(millis);
    }

    /** Its environment is gone. */
    void died(double millis, boolean late) {
        if (late) {
            timeouts++;
        } else {
            deaths++;
        }
        over(millis);
    }

    private void over(double millis) {
        running--;
        longestMillis = Math.max(longestMillis, millis);
        allMillis += millis;
    }

    public String name() {
        return name;
    }

    /** The longest invocation as a part of its time limit. */
    public double longestShare() {
        return longestMillis / limitMillis();
    }

    public double longestMillis() {
        return longestMillis;
    }

    public double meanMillis() {
        return invocations == 0 ? 0 : allMillis / invocations;
    }

    public long invocations() {
        return invocations;
    }

    public int mostRunning() {
        return mostRunning;
    }

    public long timeouts() {
        return timeouts;
    }

    public long deaths() {
        return deaths;
    }
}
