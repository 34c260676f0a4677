package dev.iota.local.cloud.states;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at executions when their time has come. Between alarms its thread sleeps. */
final class Wakeups implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Wakeups.class);

    /** A clock that is set, or a machine that slept, is noticed after this time. */
    private static final Duration LONGEST_SLEEP = Duration.ofMinutes(1);

    private record Alarm(Instant at, Execution execution) {}

    private final Clock clock;
    private final Consumer<Execution> ring;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final PriorityQueue<Alarm> alarms = new PriorityQueue<>(Comparator.comparing(Alarm::at));
    private final Thread thread;

    /** @param ring is called, by one thread, with an execution whose time has come */
    Wakeups(Clock clock, Consumer<Execution> ring) {
        this.clock = clock;
        this.ring = ring;
        this.thread = Thread.ofPlatform().daemon().name("state-alarms").start(this::run);
    }

    void set(Instant at, Execution execution) {
        lock.lock();
        try {
            alarms.add(new Alarm(at, execution));
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The clock was set: looks at once. */
    void look() {
        lock.lock();
        try {
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            while (!Thread.interrupted()) {
                take().forEach(this::ring);
            }
        } catch (InterruptedException e) {
            // close() ends the loop so
        }
    }

    private void ring(Execution execution) {
        try {
            ring.accept(execution);
        } catch (RuntimeException e) {
            LOG.error("the execution {} cannot go on", execution.start().arn(), e);
        }
    }

    /** Waits for the next alarms. */
    private List<Execution> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                var now = clock.instant();
                var due = new ArrayList<Execution>();
                for (var next = alarms.peek(); next != null && !next.at().isAfter(now); next = alarms.peek()) {
                    due.add(alarms.remove().execution());
                }
                if (!due.isEmpty()) {
                    return due;
                }
                var next = alarms.peek();
                var sleep = next == null ? LONGEST_SLEEP : Duration.between(now, next.at());
                changed.await(Math.min(sleep.toMillis() + 1, LONGEST_SLEEP.toMillis()), TimeUnit.MILLISECONDS);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
