package dev.iota.miner.agent.metrics;

import dev.iota.agent.link.Traffic;
import dev.iota.miner.agent.view.Activity;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;

/** What one miner counts and measures. Safe for several threads. */
public final class Meters {
    private static final double NANOS_PER_SECOND = 1e9;
    /** Weight of the newest hop in the smoothed seconds per hop. */
    private static final double SMOOTHING = 0.1;

    private final MeterRegistry registry;
    private final Tags tags;
    private final InstantSource clock;
    private final Instant started;
    private final Activity activity;
    private final AtomicLong busyNanos = new AtomicLong();
    private final Counter forwards;
    private final Counter backwards;
    private final Counter steps;
    private final Counter repeats;
    private final Counter rescues;
    private final Counter refusals;
    private final Counter inputsBad;
    private final Counter dropped;
    private final Counter malformed;
    private final Counter snapshots;
    private final Counter bytesDown;
    private final Counter bytesUp;
    private final Counter mergeBytesDown;
    private final Counter mergeBytesUp;
    private final Map<String, IntSupplier> queues = new ConcurrentHashMap<>();
    private volatile Optional<String> trouble = Optional.empty();
    private volatile double loss = Double.NaN;
    private volatile double secondsPerHop;
    private volatile int step;

    /** @param miner name of the miner in this process, the tag of everything */
    public Meters(MeterRegistry registry, String miner, InstantSource clock) {
        this.registry = registry;
        this.tags = Tags.of("miner", miner);
        this.clock = clock;
        this.started = clock.instant();
        this.activity = new Activity(clock);
        forwards = counter("iota.forwards", "forwards computed");
        backwards = counter("iota.backwards", "backwards accumulated");
        steps = counter("iota.steps", "optimiser steps taken");
        repeats = counter("iota.repeats", "work that had been done before and was answered again");
        rescues = counter("iota.rescues", "backwards whose forward was another miner's");
        refusals = counter("iota.refusals", "hops refused");
        inputsBad = counter("iota.inputs.bad", "inputs that were missing or wrong");
        dropped = counter("iota.dropped", "work dropped: too late, or of another run or stage");
        malformed = counter("iota.malformed", "inbox messages that could not be read");
        snapshots = counter("iota.snapshots", "snapshots on disk");
        bytesDown = counter("iota.bytes.down", "bytes read for hops");
        bytesUp = counter("iota.bytes.up", "bytes written for hops");
        mergeBytesDown = counter("iota.merge.bytes.down", "bytes read to merge, and to begin an epoch");
        mergeBytesUp = counter("iota.merge.bytes.up", "bytes written of uploads and merged shards");
        gauge("iota.seconds.busy", "seconds the device was busy", this::secondsBusy);
        gauge("iota.utilisation", "part of the time since the start that the device was busy", this::utilisation);
        gauge("iota.loss", "loss of the newest microbatch at the tail, nats per token", () -> loss);
        gauge("iota.step", "number of the open step", () -> step);
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).tags(tags).register(registry);
    }

    private void gauge(String name, String description, java.util.function.Supplier<Number> value) {
        Gauge.builder(name, value)
                .description(description)
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }

    /** Shows the length of a queue; one of the same name that was there before, at another stage, is shown no more. */
    public void queue(String name, IntSupplier length) {
        activity.queue(name, length);
        queues.put(name, length);
        Gauge.builder("iota.queue", () -> queues.getOrDefault(name, length).getAsInt())
                .description("work that waits or is under way")
                .tags(tags.and("queue", name))
                .strongReference(true)
                .register(registry);
    }

    /** What the miner is at. */
    public Activity activity() {
        return activity;
    }

    /**
     * The device was busy with a hop.
     *
     * @param thirds of a microbatch that were computed: 1 for a forward, 2 for a backward
     */
    public void hop(int thirds, long nanos) {
        activity.hop(thirds, nanos);
        var seconds = nanos / NANOS_PER_SECOND;
        secondsPerHop = secondsPerHop == 0 ? seconds : (1 - SMOOTHING) * secondsPerHop + SMOOTHING * seconds;
        busy(nanos);
    }

    /** The device was busy with anything else. */
    public void busy(long nanos) {
        busyNanos.addAndGet(nanos);
    }

    public void forward() {
        forwards.increment();
    }

    public void backward() {
        backwards.increment();
    }

    public void loss(double nats) {
        loss = nats;
    }

    public void openStep(int number) {
        step = number;
    }

    public void stepped() {
        steps.increment();
    }

    public void repeated() {
        repeats.increment();
    }

    public void rescued() {
        rescues.increment();
    }

    public void refused() {
        refusals.increment();
    }

    public void inputBad() {
        inputsBad.increment();
    }

    public void dropped() {
        dropped.increment();
    }

    public void malformed() {
        malformed.increment();
    }

    public void snapshot() {
        snapshots.increment();
    }

    /** Bytes of hops. */
    public Traffic hops() {
        return new Traffic(bytes -> bytesDown.increment((double) bytes), bytes -> bytesUp.increment((double) bytes));
    }

    /** Bytes of what happens between two epochs. */
    public Traffic merges() {
        return new Traffic(
                bytes -> mergeBytesDown.increment((double) bytes), bytes -> mergeBytesUp.increment((double) bytes));
    }

    public double secondsPerHop() {
        return secondsPerHop;
    }

    public double secondsBusy() {
        return busyNanos.get() / NANOS_PER_SECOND;
    }

    public double utilisation() {
        var seconds = java.time.Duration.between(started, clock.instant()).toNanos() / NANOS_PER_SECOND;
        return seconds <= 0 ? 0 : Math.min(1, secondsBusy() / seconds);
    }

    /** What goes wrong and does not end the miner, in the words of its log; nothing once it goes well again. */
    public void trouble(Optional<String> sentence) {
        trouble = sentence;
    }

    public Optional<String> trouble() {
        return trouble;
    }

    public int openStep() {
        return step;
    }

    /** Optimiser steps taken by this process. */
    public long steps() {
        return (long) steps.count();
    }

    long forwards() {
        return (long) forwards.count();
    }

    long backwards() {
        return (long) backwards.count();
    }
}
