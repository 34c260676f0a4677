package dev.iota.orchestrator.audit;

import dev.iota.cloud.table.ValidatorRecord;
import dev.iota.core.data.HeldOutSample;
import dev.iota.core.epoch.HeldOutState;
import dev.iota.core.wire.HeldOutMaterial;
import dev.iota.core.wire.HeldOutMeasured;
import dev.iota.core.wire.SignedEvent;
import dev.iota.core.wire.Source;
import dev.iota.core.wire.Work;
import dev.iota.orchestrator.context.BusyException;
import dev.iota.orchestrator.context.EventOutcome;
import dev.iota.orchestrator.context.Optimistic.Options;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import dev.iota.orchestrator.merge.Checkpoints;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Has the newest published weights measured on held-out tokens, by one validator that has no audit, and keeps what it
 * says. Nothing follows from it but what people see: a validator that ends in between is forgotten with its lease.
 */
public final class HeldOutMeasurements {
    private static final int NONE = -1;

    private final Services services;
    private final Checkpoints checkpoints;
    private final StructuredLog structuredLog = new StructuredLog(HeldOutMeasurements.class);
    /** Newest epoch of which this process knows that nothing is to be done. */
    private volatile int settled = NONE;

    public HeldOutMeasurements(Services services) {
        this.services = services;
        this.checkpoints = new Checkpoints(services);
    }

    /**
     * Asks a validator to measure, if it has no audit and nobody else was asked.
     *
     * @param held leases of all that it has still
     */
    void offer(Run run, ValidatorRecord validator, List<String> held) {
        var epoch = run.epoch() - 1;
        if (epoch <= settled) {
            return;
        }
        var known = services.epochs().heldOut(epoch);
        if (known.flatMap(HeldOutState::measured).isPresent()) {
            settled = epoch;
            return;
        }
        var until = services.now().plus(run.spec().audits().lease());
        if (known.filter(state -> state.validator().equals(validator.hotkey()) && held.contains(state.lease()))
                .isPresent()) {
            services.epochs().replace(known.get().extended(until));
        } else if (known.map(state -> state.isFree(services.now())).orElse(true)
                && run.audits().leasedTo(validator.hotkey()).isEmpty()) {
            lease(run, epoch, validator, known, until);
        }
    }

    private void lease(Run run, int epoch, ValidatorRecord validator, Optional<HeldOutState> known, Instant until) {
        var tokens = sample(run);
        var pointer = services.runs().pointer(epoch + 1);
        if (tokens.isEmpty() || pointer.isEmpty()) {
            return;
        }
        var lease = services.randomId();
        var written = known.map(state -> services.epochs().replace(state.leased(lease, validator.hotkey(), until)))
                .orElseGet(() -> services.epochs()
                        .create(HeldOutState.first(
                                epoch, tokensTrained(run, epoch), lease, validator.hotkey(), until)));
        if (!written) {
            return;
        }
        var material = checkpoints.writeForRound(new HeldOutMaterial(
                tokens.get(),
                IntStream.range(0, run.stages())
                        .mapToObj(stage -> checkpoints.access(pointer.get().of(stage)))
                        .toList()));
        AuditLeases.deliver(
                services,
                validator,
                new Work.HeldOut(
                        run.spec().run(), epoch, lease, until, checkpoints.readable(material, Checkpoints.LIFE)));
        structuredLog.routine(
                "held-out loss asked for", "the epoch is published", "epoch", epoch, "validator", validator.hotkey());
    }

    /** None where the run was made without one. */
    private Optional<Source> sample(Run run) {
        var key = run.record().data() + HeldOutSample.KEY;
        var bytes = HeldOutSample.of(run.record().manifest()).bytes();
        return services.objects().sha256(key).map(hash -> services.objects()
                .readable(key, bytes, Optional.of(hash), Checkpoints.LIFE));
    }

    /** All that had started before the next epoch had ended by then. */
    private long tokensTrained(Run run, int epoch) {
        var ended = run.feeds().feedProgress();
        var microbatches = services.epochs()
                .epoch(epoch + 1)
                .map(next -> next.start().started() - ended.lost() - ended.unfinished())
                .orElse(ended.completed());
        return Math.max(0, microbatches) * run.spec().training().tokensPerMicrobatch();
    }

    /**
     * Keeps what a validator that the run's owner lists measured under its lease; it is written once.
     *
     * @throws BusyException if others were faster every time
     */
    public EventOutcome handle(Run run, SignedEvent signed, HeldOutMeasured event) {
        if (!services.runs().validators().hotkeys().contains(signed.hotkey())) {
            return new EventOutcome.Quarantined("%s is no validator of this run".formatted(signed.hotkey()));
        }
        return services.optimistic()
                .retry(
                        "held-out loss of epoch %d".formatted(event.epoch()),
                        Options.DEFAULT,
                        () -> tryToHandle(run, signed, event));
    }

    /** Empty if another writer was faster. */
    private Optional<EventOutcome> tryToHandle(Run run, SignedEvent signed, HeldOutMeasured event) {
        var known = services.epochs().heldOut(event.epoch());
        if (known.isEmpty()) {
            return Optional.of(new EventOutcome.Quarantined(
                    "nobody was asked for the held-out loss of epoch %d".formatted(event.epoch())));
        }
        var wanted = HeldOutSample.of(run.record().manifest()).predicted();
        var decision = known.get().hears(event, signed, wanted, services.now());
        if (!decision.changed()) {
            return Optional.of(new EventOutcome.Dropped(decision.reason()));
        }
        return services.epochs().replace(decision.next())
                ? Optional.of(new EventOutcome.Counted(decision.reason()))
                : Optional.empty();
    }
}
