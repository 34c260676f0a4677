package dev.iota.validator.agent;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;

/** What a validator counts. */
final class AuditMeters {
    private static final String AUDITS = "iota.audits";

    private final Counter passed;
    private final Counter failed;
    private final Counter unjudged;
    private final Counter bytes;
    private final Timer busy;
    private final AtomicLong judged = new AtomicLong();
    private final MeterRegistry registry;

    AuditMeters(MeterRegistry registry) {
        this.registry = registry;
        this.passed = registry.counter(AUDITS, "verdict", "passed");
        this.failed = registry.counter(AUDITS, "verdict", "failed");
        this.unjudged = registry.counter(AUDITS, "verdict", "unjudged");
        this.bytes = registry.counter("iota.bytes.down");
        this.busy = registry.timer("iota.audit.seconds");
    }

    void show(IntSupplier waiting, IntSupplier stage) {
        registry.gauge("iota.audits.waiting", waiting, IntSupplier::getAsInt);
        registry.gauge("iota.stage", stage, IntSupplier::getAsInt);
    }

    void judged(boolean pass, long nanos) {
        (pass ? passed : failed).increment();
        busy.record(nanos, TimeUnit.NANOSECONDS);
        judged.incrementAndGet();
    }

    void unjudged() {
        unjudged.increment();
    }

    void down(long count) {
        bytes.increment((double) count);
    }

    /** Verdicts so far. */
    long count() {
        return judged.get();
    }

    /** Seconds that verdicts took. */
    double seconds() {
        return busy.totalTime(TimeUnit.SECONDS);
    }
}
