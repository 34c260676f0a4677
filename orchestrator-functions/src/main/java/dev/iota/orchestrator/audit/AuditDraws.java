package dev.iota.orchestrator.audit;

import com.github.benmanes.caffeine.cache.Cache;
import dev.iota.cloud.table.MinerRecord;
import dev.iota.core.audit.Audit;
import dev.iota.core.audit.Audit.Subject;
import dev.iota.core.audit.AuditDraw;
import dev.iota.core.audit.Evidence;
import dev.iota.core.audit.WatchRules;
import dev.iota.core.audit.WatchedHop;
import dev.iota.core.clasp.Seat;
import dev.iota.core.microbatch.Hop;
import dev.iota.core.microbatch.Lease;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.SignedEvent;
import dev.iota.orchestrator.clasp.Suspicions;
import dev.iota.orchestrator.context.Caches;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.WorkMessages;
import dev.iota.orchestrator.hop.Dispatcher;
import java.util.Optional;

/**
 * Draws which hops are audited, and whose are kept since all of its epoch may be, when their backward is recorded. It
 * costs a hop that is neither no call: the secret of an epoch is read once, and a miner is looked up only where the
 * draw depends on who it is; who is suspected is read once an epoch.
 */
public final class AuditDraws {
    /** Epochs whose hops may arrive at one time, and more. */
    private static final int EPOCHS = 8;

    private final Services services;
    private final Dispatcher dispatcher;
    private final Suspicions suspicions;
    private final Cache<Integer, String> secrets = Caches.of(EPOCHS).build();

    public AuditDraws(Services services, Dispatcher dispatcher) {
        this.services = services;
        this.dispatcher = dispatcher;
        this.suspicions = new Suspicions(services);
    }

    /**
     * The audit of a hop, if it is drawn. The audited miner is the one that did the backward. What another miner did of
     * the hop is neither compared nor blamed on it.
     *
     * @param before the microbatch without the backward
     * @param next the same with it
     * @param signed the backward as its miner signed it
     */
    public Optional<Audit> draw(
            Run run, Microbatch before, Microbatch next, Lease lease, Event.BackwardDone done, SignedEvent signed) {
        var spec = run.spec().audits();
        var forward = before.hops().stream().skip(done.stage()).findFirst();
        // A hop that is done again shares objects with the first time, whose audit needs them.
        if (forward.flatMap(Hop::audit).isPresent()) {
            return Optional.empty();
        }
        if (spec.share() == 0 || !AuditDraw.isAtPublishedState(run.spec().epochs(), done.step())) {
            return Optional.empty();
        }
        return secret(done.epoch())
                .map(secret -> AuditDraw.ofHop(
                        secret, done.run(), done.epoch(), done.microbatch(), done.stage(), done.lease()))
                .filter(draw -> draw.isBelow(AuditDraw.highestRate(spec)))
                .flatMap(draw -> {
                    var miner = dispatcher.known(done.stage(), lease.hotkey());
                    var backwards = miner.map(m -> m.progress().backwards()).orElse(0L);
                    var suspected = miner.filter(MinerRecord::isSuspected).isPresent()
                            || suspicions.isSuspected(done.epoch(), new Seat(done.stage(), lease.hotkey()));
                    var rate = AuditDraw.rate(spec, backwards, suspected);
                    return draw.isBelow(rate)
                            ? Optional.of(audit(run, draw, rate, forward, next, lease, done, signed))
                            : Optional.empty();
                });
    }

    /**
     * The hop of a miner that is watched in this epoch.
     *
     * @param before the microbatch without the backward
     * @param next the same with it
     */
    public Optional<WatchedHop> watched(
            Run run, Microbatch before, Microbatch next, Lease lease, Event.BackwardDone done) {
        var rules = new WatchRules(run.spec());
        if (!rules.isAnybody()) {
            return Optional.empty();
        }
        var miner = new Seat(done.stage(), lease.hotkey());
        return secret(done.epoch())
                .flatMap(secret -> rules.watched(
                        secret, done.epoch(), done.stage(), lease.hotkey(), () -> isSuspected(done.epoch(), miner)))
                .map(draw -> {
                    var own = before.hops().stream()
                            .skip(done.stage())
                            .findFirst()
                            // Computed with the weights that the backward goes on from.
                            .filter(hop -> hop.step() == done.step() && isOfOnePiece(hop, lease));
                    var seconds = done.seconds() + own.map(Hop::seconds).orElse(0.0);
                    var peak = run.spec().training().schedule().peak();
                    return new WatchedHop(
                            lease.hotkey(), seconds, peak, evidence(run, own, next, lease, done, Optional.empty()));
                });
    }

    private boolean isSuspected(int epoch, Seat miner) {
        return dispatcher
                        .known(miner.stage(), miner.miner())
                        .filter(MinerRecord::isSuspected)
                        .isPresent()
                || suspicions.isSuspected(epoch, miner);
    }

    /** Empty while the run has no epoch yet. */
    private Optional<String> secret(int epoch) {
        var known = Optional.ofNullable(secrets.getIfPresent(epoch));
        return known.or(() -> {
            var read = services.epochs().epoch(epoch).map(item -> item.start().secret());
            read.ifPresent(secret -> secrets.put(epoch, secret));
            return read;
        });
    }

    private Audit audit(
            Run run,
            AuditDraw draw,
            double rate,
            Optional<Hop> forward,
            Microbatch next,
            Lease lease,
            Event.BackwardDone done,
            SignedEvent signed) {
        var own = forward.filter(hop -> AuditDraw.isAtPublishedState(run.spec().epochs(), hop.step()))
                .filter(hop -> isOfOnePiece(hop, lease));
        var subject = new Subject(
                lease.hotkey(),
                done.epoch(),
                done.stage(),
                done.seconds() + own.map(Hop::seconds).orElse(0.0),
                rate);
        var now = services.now();
        return Audit.fresh(
                draw.id(),
                subject,
                evidence(run, own, next, lease, done, Optional.of(signed)),
                now,
                now.plus(run.spec().audits().patience()));
    }

    /** @param own the forward on record, if it can be compared */
    private static Evidence.OfHop evidence(
            Run run,
            Optional<Hop> own,
            Microbatch next,
            Lease lease,
            Event.BackwardDone done,
            Optional<SignedEvent> signed) {
        var works = run.works();
        return new Evidence.OfHop(
                new Evidence.Named(done.microbatch(), next.position(), done.lease(), done.step()),
                works.activation(next, done.stage() - 1),
                own.flatMap(hop -> works.activation(next, done.stage())),
                works.gradient(next, done.stage() + 1),
                works.gradient(next, done.stage()),
                new Evidence.Said(WorkMessages.probe(lease), done.audit(), done.loss(), done.rescue()),
                signed);
    }

    /**
     * Whether the forward on record is of the miner that did the backward. Where a backward is done for the second time
     * the record names the miner of the first one, whose forward it was unless it had to compute that again.
     */
    private static boolean isOfOnePiece(Hop forward, Lease lease) {
        return forward.hotkey().equals(lease.hotkey())
                && (forward.gradient().isEmpty() || forward.rescue().isEmpty());
    }
}
