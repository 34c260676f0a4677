package dev.iota.orchestrator;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.ScheduledEvent;
import dev.iota.cloud.table.MinerRecord;
import dev.iota.core.api.view.RunEvent;
import dev.iota.core.api.view.RunEvent.Kind;
import dev.iota.core.microbatch.Holders;
import dev.iota.core.microbatch.Lease;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.microbatch.SlotMark;
import dev.iota.core.microbatch.SlotRules;
import dev.iota.core.routing.LeaseTimer;
import dev.iota.orchestrator.audit.AuditSweep;
import dev.iota.orchestrator.audit.EpochWatches;
import dev.iota.orchestrator.clasp.ClaspEpochs;
import dev.iota.orchestrator.context.EmbeddedMetrics;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Runs;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import dev.iota.orchestrator.epoch.Epochs;
import dev.iota.orchestrator.epoch.Halting;
import dev.iota.orchestrator.hop.Dispatcher;
import dev.iota.orchestrator.hop.LeaseExpiry;
import dev.iota.orchestrator.member.Evictions;
import dev.iota.orchestrator.score.EpochLedgers;
import dev.iota.orchestrator.snapshot.SnapStart;
import dev.iota.orchestrator.view.RunSampler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The net under lost messages, once a minute: takes miners out that fell silent or wasted too much, takes back what is
 * overdue or leased to who is out, corrects the slots in use, hands out what waits, moves the epoch on, draws audits of
 * epochs that are over, ends audits that nobody does, samples what people look at, and writes ledgers and comparisons
 * of pathways that are due. Each part stops at a bound and goes on the next time.
 */
public final class SweepFunction implements RequestHandler<ScheduledEvent, @Nullable Void> {
    /** Overdue leases that one sweep takes back: timers do that, and the rest of the sweep has to have its turn. */
    private static final int OVERDUE = 200;

    /** The same of leases whose miner is out. */
    private static final int ABANDONED = 100;

    /** In so much of its time a sweep takes leases back: where others write at the same moment, each may take long. */
    private static final Duration TAKING_BACK = Duration.ofSeconds(15);

    /** Open microbatches up to which all slots are counted again. */
    private static final int COUNTED = 20_000;

    /** Slots that are looked at one by one where more microbatches are open; others are the next time. */
    private static final int LOOKED_AT = 20_000;

    private final Services services;
    private final int counted;
    private final Runs runs;
    private final Dispatcher dispatcher;
    private final LeaseExpiry leaseExpiry;
    private final Epochs epochs;
    private final Halting halting;
    private final Evictions evictions;
    private final EpochWatches watches;
    private final AuditSweep audits;
    private final EpochLedgers ledgers;
    private final ClaspEpochs clasp;
    private final RunSampler sampler;
    private final StructuredLog structuredLog = new StructuredLog(SweepFunction.class);

    /** For Lambda. */
    public SweepFunction() {
        this(SnapStart.services(SweepFunction::new, rehearsal -> new ScheduledEvent()));
    }

    SweepFunction(Services services) {
        this(services, COUNTED);
    }

    /** @param counted open microbatches up to which all slots are counted again */
    SweepFunction(Services services, int counted) {
        this.services = services;
        this.counted = counted;
        this.runs = new Runs(services);
        this.dispatcher = Dispatcher.of(services);
        this.leaseExpiry = new LeaseExpiry(services, dispatcher);
        this.epochs = Epochs.of(services, runs, dispatcher);
        this.halting = new Halting(services, runs, epochs);
        this.evictions = new Evictions(services, dispatcher);
        this.watches = new EpochWatches(services);
        this.audits = new AuditSweep(services);
        this.ledgers = EpochLedgers.of(services);
        this.clasp = new ClaspEpochs(services);
        this.sampler = new RunSampler(services);
    }

    @Override
    public @Nullable Void handleRequest(ScheduledEvent event, Context context) {
        if (services.runs().get().isEmpty()) {
            return null;
        }
        var run = runs.current();
        var embeddedMetrics = new EmbeddedMetrics(services.names().run());
        var active = IntStream.range(0, run.stages())
                .boxed()
                .flatMap(services.miners()::staff)
                .filter(miner -> !isSilent(run, miner) && !isEvicted(run, miner, embeddedMetrics))
                .toList();
        var until = services.now().plus(TAKING_BACK);
        takeBack(run, until);
        var open = recount(run, active);
        abandon(run, open, until);
        IntStream.range(0, run.stages()).forEach(stage -> dispatcher.dispatchAfresh(run, stage));
        halting.look(run);
        epochs.ensureMoved(run);
        watches.tryToDecide(run);
        audits.sweep(run);
        embeddedMetrics.write(context.getLogger(), services.now());
        sampler.sample(run, active, open);
        clasp.tryToWrite(run);
        ledgers.write(run);
        return null;
    }

    /** Whether the miner was not heard of for too long; it is given no more work then. */
    private boolean isSilent(Run run, MinerRecord miner) {
        if (!services.now().isAfter(miner.lastSeen().plus(run.spec().leases().silence()))) {
            return false;
        }
        if (services.miners().deactivate(miner)) {
            structuredLog.notable(
                    "miner inactive",
                    "silent since " + miner.lastSeen(),
                    "hotkey",
                    miner.hotkey(),
                    "stage",
                    miner.stage());
            services.runEvents()
                    .happened(RunEvent.of(
                                    "silent/%s/%d"
                                            .formatted(
                                                    miner.hotkey(),
                                                    miner.lastSeen().toEpochMilli()),
                                    Kind.MINER_SILENT,
                                    services.now(),
                                    "silent since " + miner.lastSeen())
                            .of(miner.hotkey())
                            .inStage(miner.stage()));
        }
        return true;
    }

    /** Whether the miner has just lost its place. */
    private boolean isEvicted(Run run, MinerRecord miner, EmbeddedMetrics embeddedMetrics) {
        var decision = miner.conduct().judge(run.spec().limits().conduct(), services.now());
        if (!decision.changed() || !evictions.evict(run, miner, decision.next())) {
            return false;
        }
        embeddedMetrics.add("minersEvicted", "CONDUCT");
        return true;
    }

    private void takeBack(Run run, Instant until) {
        var shards = run.microbatches().shards();
        var first = services.random().nextInt(shards);
        IntStream.range(0, shards)
                .mapToObj(i -> run.microbatches().overdue((first + i) % shards, services.now()))
                .flatMap(overdue -> overdue)
                .limit(OVERDUE)
                .map(SweepFunction::timer)
                .toList()
                .stream()
                .takeWhile(leaseTimer -> services.now().isBefore(until))
                .forEach(leaseTimer -> leaseExpiry.expire(run, leaseTimer));
    }

    /** Takes back what is leased to miners that are out: its timer may be far off, and others wait for its gradient. */
    private void abandon(Run run, List<Microbatch> open, Instant until) {
        var holders = open.stream()
                .flatMap(microbatch -> microbatch.lease().stream())
                .map(Lease::hotkey)
                .collect(Collectors.toSet());
        var out = services.miners().get(holders).stream()
                .filter(miner -> !miner.active())
                .map(MinerRecord::hotkey)
                .collect(Collectors.toSet());
        open.stream()
                .filter(microbatch -> microbatch
                        .lease()
                        .filter(lease -> out.contains(lease.hotkey()))
                        .isPresent())
                .limit(ABANDONED)
                .takeWhile(microbatch -> services.now().isBefore(until))
                .forEach(microbatch -> leaseExpiry.abandon(
                        run, microbatch.id(), microbatch.lease().orElseThrow().hotkey()));
    }

    private static LeaseTimer timer(Microbatch overdue) {
        return new LeaseTimer(overdue.id(), overdue.lease().orElseThrow().id());
    }

    /**
     * Corrects a miner only if nothing happened to it since it was read, which was before the microbatches were.
     *
     * @return the microbatches that are open, or the first of too many
     */
    private List<Microbatch> recount(Run run, List<MinerRecord> before) {
        var fresh =
                services.miners().get(before.stream().map(MinerRecord::hotkey).toList());
        var open = run.microbatches().open().limit(counted + 1L).toList();
        if (open.size() > counted) {
            structuredLog.notable("not recounted", "more than %d microbatches are open".formatted(counted));
            dispatcher.hopCommitter().slots().makeUp(run, some(fresh));
            return open;
        }
        var held = open.stream()
                .flatMap(microbatch -> Holders.slots(microbatch).stream()
                        .map(slot -> Map.entry(slot, SlotRules.mark(microbatch, slot))))
                .collect(Collectors.groupingBy(
                        entry -> entry.getKey().hotkey(),
                        Collectors.toMap(entry -> entry.getKey().name(), Map.Entry::getValue)));
        dispatcher
                .hopCommitter()
                .slots()
                .makeUp(
                        run,
                        fresh.stream()
                                .filter(miner -> isBehind(miner, held.getOrDefault(miner.hotkey(), Map.of())))
                                .toList());
        for (var miner : fresh) {
            var slots = held.getOrDefault(miner.hotkey(), Map.of());
            if (!isRight(miner, slots.keySet()) && services.miners().recount(miner, slots)) {
                structuredLog.wrong(
                        "slots recounted",
                        "%d were counted, %d are in use".formatted(miner.inFlight(), slots.size()),
                        "hotkey",
                        miner.hotkey());
            }
        }
        return open;
    }

    private static boolean isRight(MinerRecord miner, Set<String> slots) {
        return miner.inFlight() == slots.size()
                && miner.load().holding().held().keySet().equals(slots);
    }

    /** Whether a slot was not given back, or a forward not counted. */
    private static boolean isBehind(MinerRecord miner, Map<String, SlotMark> slots) {
        return miner.load().holding().held().entrySet().stream().anyMatch(own -> {
            var due = slots.get(own.getKey());
            return due == null || (due.forward() && !own.getValue().forward());
        });
    }

    /** Other ones each time. */
    private List<MinerRecord> some(List<MinerRecord> miners) {
        var shuffled = new ArrayList<>(miners);
        Collections.shuffle(shuffled, services.random());
        var some = new ArrayList<MinerRecord>();
        var left = LOOKED_AT;
        for (var miner : shuffled) {
            left -= miner.held().size();
            if (left >= 0) {
                some.add(miner);
            }
        }
        return some;
    }
}
