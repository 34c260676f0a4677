package dev.iota.orchestrator.epoch;

import dev.iota.cloud.table.MinerRecord;
import dev.iota.cloud.table.Transaction;
import dev.iota.core.api.view.RunEvent;
import dev.iota.core.api.view.RunEvent.Kind;
import dev.iota.core.divergence.Divergence;
import dev.iota.core.divergence.Halt;
import dev.iota.core.divergence.LossSample;
import dev.iota.core.divergence.NonFinite;
import dev.iota.core.divergence.NonFinite.MicrobatchHop;
import dev.iota.core.divergence.NonFinite.Reporter;
import dev.iota.core.divergence.Vitals;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.wire.Direction;
import dev.iota.core.wire.Event;
import dev.iota.orchestrator.context.LiveMiners;
import dev.iota.orchestrator.context.Optimistic.Options;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Runs;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Stops a run that diverged. First its record says so, and from then on nothing starts and no phase begins; then what
 * is on its way is taken back. Whoever dies in between leaves the rest to the sweep.
 */
public final class Halting {
    /** Between two samples of the loss. */
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final Services services;
    private final Runs runs;
    private final Epochs epochs;
    private final LiveMiners liveMiners;
    private final StructuredLog structuredLog = new StructuredLog(Halting.class);
    private Instant sampledAt = Instant.EPOCH;

    public Halting(Services services, Runs runs, Epochs epochs) {
        this.services = services;
        this.runs = runs;
        this.epochs = epochs;
        this.liveMiners = new LiveMiners(services);
    }

    /** Writes down what a miner says that is not finite, together with what becomes of its hop. */
    public Consumer<Transaction> reported(Run run, Microbatch microbatch, Hotkey sender, Event.Refused event) {
        var live = IntStream.range(0, run.stages())
                .mapToObj(stage -> liveMiners.of(run, stage).stream()
                        .filter(miner -> miner.epoch() == microbatch.epoch())
                        .toList())
                .toList();
        var alone = live.get(event.stage()).stream()
                .allMatch(miner -> miner.hotkey().equals(sender));
        var others = IntStream.range(0, microbatch.hops().size())
                .filter(stage -> stage != event.stage() && live.get(stage).size() > 1)
                .mapToObj(stage -> microbatch.hops().get(stage).hotkey())
                .toList();
        var report = new NonFinite(
                new MicrobatchHop(microbatch.id(), microbatch.epoch(), event.stage(), what(run, event)),
                new Reporter(sender, alone, accepted(run, live.get(event.stage()), sender, event), event.step()),
                others);
        var next = services.runs().vitals().with(report);
        return transaction -> services.runs().put(transaction, next);
    }

    private static String what(Run run, Event.Refused event) {
        if (event.direction() == Direction.BACKWARD) {
            return "gradient";
        }
        return run.spec().model().isTail(event.stage()) ? "loss" : "activation";
    }

    private static long accepted(Run run, List<MinerRecord> live, Hotkey sender, Event.Refused event) {
        var forwards =
                event.direction() == Direction.FORWARD && !run.spec().model().isTail(event.stage());
        return live.stream()
                .filter(miner -> miner.hotkey().equals(sender))
                .map(MinerRecord::progress)
                .mapToLong(progress -> forwards ? progress.forwards() : progress.backwards())
                .sum();
    }

    /** A miner did a hop that others said is not finite: that word counts no more. */
    public Consumer<Transaction> refuted(Microbatch microbatch, Hotkey done) {
        var vitals = services.runs().vitals();
        return vitals.mentions(microbatch.id())
                ? transaction -> services.runs().put(transaction, vitals.without(microbatch.id(), done))
                : transaction -> {};
    }

    /** After a microbatch came to its end: looks at the loss, but not after every one of many. */
    public void ended(Run run) {
        var now = services.now();
        synchronized (this) {
            if (now.isBefore(sampledAt.plus(AGAIN))) {
                return;
            }
            sampledAt = now;
        }
        look(run);
    }

    /** Samples the loss, and halts the run if it has diverged. What was begun before is brought to its end. */
    public void look(Run run) {
        if (run.isHalted()) {
            takeBack(run);
            return;
        }
        var divergence = new Divergence(run.spec().training());
        var vitals = sampled(run, divergence);
        divergence.found(vitals).ifPresent(found -> halt(run, found));
    }

    /** What is known of the run is a moment old: what it does since it goes on is not taken back. */
    private void takeBack(Run run) {
        var record = services.runs().get().orElseThrow();
        if (record.halted().isPresent() && record.epoch() == run.epoch()) {
            epochs.takeBack(run, run.epoch());
        }
    }

    /** One that another writer stands in the way of is taken the next time. */
    private Vitals sampled(Run run, Divergence divergence) {
        var vitals = services.runs().vitals();
        var progress = run.feeds().feedProgress();
        var sample = new LossSample(run.epoch(), progress.completed(), progress.lossSum());
        var next = vitals.with(sample, divergence.apart());
        return next.equals(vitals) || !services.runs().replace(next) ? vitals : next;
    }

    private void halt(Run run, Divergence.Found found) {
        var halt = new Halt(found.reason(), found.goodEpoch().orElseGet(() -> lastGood(run)));
        var written = services.optimistic().retry("the run", Options.DEFAULT, () -> {
            var record = services.runs().get().orElseThrow();
            if (record.halted().isPresent() || record.epoch() != run.epoch()) {
                return Optional.of(false);
            }
            return services.runs().replace(record, record.halted(halt)) ? Optional.of(true) : Optional.empty();
        });
        runs.forget();
        takeBack(run);
        if (written) {
            structuredLog.wrong("run halted", halt.reason(), "epoch", run.epoch(), "from", halt.from());
            services.runEvents()
                    .happened(RunEvent.of(
                                    "halted/%d".formatted(run.epoch()), Kind.RUN_HALTED, services.now(), halt.reason())
                            .inEpoch(run.epoch()));
        }
    }

    /** What an epoch starts from is good if anything came back from it. */
    private int lastGood(Run run) {
        var trained = liveMiners.of(run).stream()
                .anyMatch(miner -> miner.epoch() == run.epoch() && miner.backwardsInEpoch() > 0);
        return trained ? run.epoch() : Math.max(0, run.epoch() - 1);
    }
}
