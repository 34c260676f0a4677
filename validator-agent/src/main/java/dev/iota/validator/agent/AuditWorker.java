package dev.iota.validator.agent;

import dev.iota.agent.failure.InputBadException;
import dev.iota.agent.failure.OtherDataException;
import dev.iota.agent.failure.TooLateException;
import dev.iota.agent.link.EventSender;
import dev.iota.agent.link.HopObjects;
import dev.iota.core.base.MalformedException;
import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.AuditEvent;
import dev.iota.core.wire.AuditEvent.Cause;
import dev.iota.core.wire.EpochEvidence;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.HopEvidence;
import dev.iota.core.wire.ShardEvidence;
import dev.iota.core.wire.Work;
import dev.iota.model.audit.HopReplay;
import dev.iota.model.audit.HopVerdict;
import dev.iota.model.optim.NonFiniteException;
import dev.iota.validator.evidence.EpochJudgement;
import dev.iota.validator.evidence.ReadEvidence;
import dev.iota.validator.evidence.ShardJudgement;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Judges one audit after the other, in the thread that owns the engine. */
final class AuditWorker {
    private static final double NANOS_PER_SECOND = 1e9;

    private final RunSpec spec;
    private final AuditDesk desk;
    private final StageHolder holder;
    private final HopObjects objects;
    private final EventSender events;
    private final Consumer<String> answered;
    private final AuditMeters meters;
    private final InstantSource clock;
    private final String device;
    private final Logger log;
    private @Nullable HeldOutPass pass;
    private @Nullable Thread fetching;
    private boolean stopped;

    /**
     * What a worker works with.
     *
     * @param answered is told the receipt of a message that nobody needs any longer
     * @param device and engine, threads and precision, as verdicts name them
     */
    record Tools(
            AuditDesk desk,
            StageHolder holder,
            HopObjects objects,
            EventSender events,
            Consumer<String> answered,
            AuditMeters meters,
            String device) {}

    AuditWorker(RunSpec spec, Tools tools, InstantSource clock, Logger log) {
        this.spec = spec;
        this.desk = tools.desk();
        this.holder = tools.holder();
        this.objects = tools.objects();
        this.events = tools.events();
        this.answered = tools.answered();
        this.meters = tools.meters();
        this.device = tools.device();
        this.clock = clock;
        this.log = log;
    }

    /**
     * Works until the desk is stopped.
     *
     * @throws IOException of the validator's own disk
     */
    void work() throws IOException, InterruptedException {
        while (true) {
            var next = desk.next(holder.stage(), holder.epoch());
            if (next.isEmpty()) {
                return;
            }
            switch (next.get()) {
                case Work.HeldOut heldOut -> measure(heldOut);
                case Work.Audit audit -> {
                    events.send(answer(audit));
                    desk.done(audit).ifPresent(answered);
                }
                case Work other -> throw new IllegalStateException("%s lies on the desk".formatted(other));
            }
        }
    }

    /** What cannot be measured is not answered: another validator is asked when the lease has run out. */
    private void measure(Work.HeldOut work) throws IOException, InterruptedException {
        try {
            var begun = pass;
            if (begun == null || !begun.isOf(work)) {
                begun = fetched(() -> HeldOutPass.begin(work, spec, objects.objects(), holder.folder(), deadline()));
                pass = begun;
            }
            var measured = begun.goOn(
                    (stage, epoch, material) -> fetched(() ->
                            holder.replay(stage, epoch, material.checkpoints().get(stage), deadline())),
                    desk::hasAudits,
                    device);
            if (measured.isEmpty()) {
                return;
            }
            events.send(measured.get());
            log.info(
                    "held-out loss of epoch {}: {} nats per token",
                    work.epoch(),
                    measured.get().lossNats());
        } catch (InputBadException | TooLateException | MalformedException | NonFiniteException e) {
            log.warn("the held-out loss of epoch {} cannot be measured: {}", work.epoch(), e.getMessage());
        }
        pass = null;
        desk.done(work).ifPresent(answered);
    }

    @FunctionalInterface
    private interface Fetch<T> {
        T get() throws InputBadException, TooLateException, IOException, InterruptedException;
    }

    /** It can be let go of. */
    private <T> T fetched(Fetch<T> fetch)
            throws InputBadException, TooLateException, IOException, InterruptedException {
        fetching(true);
        try {
            return fetch.get();
        } finally {
            fetching(false);
        }
    }

    private Instant deadline() {
        return clock.instant().plus(spec.audits().lease());
    }

    /** An audit that lies on the desk is leased here still, since every heartbeat extends its lease. */
    private Event answer(Work.Audit audit) throws IOException, InterruptedException {
        try {
            return judge(audit, deadline());
        } catch (OtherDataException e) {
            return unjudged(audit, Cause.DATA, String.valueOf(e.getMessage()));
        } catch (InputBadException | TooLateException | MalformedException | NonFiniteException e) {
            return unjudged(audit, Cause.EVIDENCE, String.valueOf(e.getMessage()));
        }
    }

    /** Lets go of what is being fetched, however long that would take; what is being computed is finished. */
    synchronized void stop() {
        stopped = true;
        if (fetching != null) {
            fetching.interrupt();
        }
    }

    private synchronized void fetching(boolean now) throws InterruptedException {
        if (now && stopped) {
            throw new InterruptedException("the validator ends");
        }
        fetching = now ? Thread.currentThread() : null;
    }

    private Event judge(Work.Audit audit, Instant deadline)
            throws InputBadException, TooLateException, IOException, InterruptedException {
        var started = System.nanoTime();
        var verdict =
                switch (audit.evidence()) {
                    case HopEvidence hop -> judge(audit, hop, deadline);
                    case EpochEvidence epoch -> judge(audit, epoch, deadline);
                    case ShardEvidence shard -> judge(audit, shard);
                };
        var nanos = System.nanoTime() - started;
        meters.judged(verdict.passed(), nanos);
        log.info(
                "audit {} of stage {} in epoch {} {}: {}",
                audit.audit(),
                audit.stage(),
                audit.epoch(),
                verdict.passed() ? "passed" : "FAILED",
                verdict.reason());
        return new AuditEvent.Judged(
                spec.run(),
                audit.epoch(),
                audit.stage(),
                audit.audit(),
                audit.lease(),
                verdict.passed(),
                verdict.measures(),
                verdict.reason(),
                device,
                nanos / NANOS_PER_SECOND);
    }

    private HopVerdict judge(Work.Audit audit, HopEvidence hop, Instant deadline)
            throws InputBadException, TooLateException, IOException, InterruptedException {
        HopReplay replay;
        ReadEvidence evidence;
        fetching(true);
        try {
            replay = holder.of(audit, deadline);
            evidence = ReadEvidence.read(spec, objects, audit.stage(), hop, deadline);
        } finally {
            fetching(false);
        }
        // The id is for messages, and the microbatch is not told to a validator.
        return replay.judge(0, evidence.inputs(), evidence.found());
    }

    /** It can be stopped at any time: most of it is waiting for what it merges. */
    private HopVerdict judge(Work.Audit audit, ShardEvidence shard)
            throws InputBadException, TooLateException, InterruptedException {
        fetching(true);
        try {
            return new ShardJudgement(spec, objects.objects(), () -> clock.instant()
                            .plus(spec.audits().lease()))
                    .judge(audit, shard);
        } finally {
            fetching(false);
        }
    }

    /** Between two hops it can be stopped; what is then lost another validator does again. */
    private HopVerdict judge(Work.Audit audit, EpochEvidence epoch, Instant deadline)
            throws InputBadException, TooLateException, IOException, InterruptedException {
        StageHolder.Begun begun;
        fetching(true);
        try {
            begun = holder.begin(audit, deadline);
        } finally {
            fetching(false);
        }
        try (var engine = begun.engine();
                var parts = new KeptParts(begun.state())) {
            var around = new EpochJudgement.Surroundings(parts, this::fetching, () -> clock.instant()
                    .plus(spec.audits().lease()));
            return new EpochJudgement(spec, holder.bars(), objects, around).judge(audit, epoch, engine, begun.state());
        }
    }

    private Event unjudged(Work.Audit audit, Cause cause, String reason) {
        meters.unjudged();
        log.warn("audit {} cannot be judged: {}", audit.audit(), reason);
        return new AuditEvent.Failed(
                spec.run(), audit.epoch(), audit.stage(), audit.audit(), audit.lease(), cause, reason);
    }
}
