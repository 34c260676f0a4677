package dev.iota.orchestrator;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.iota.cloud.count.Causes;
import dev.iota.cloud.count.Counting;
import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.core.routing.LeaseTimer;
import dev.iota.core.routing.PhaseTimer;
import dev.iota.core.routing.TakeoverTimer;
import dev.iota.orchestrator.context.Batch;
import dev.iota.orchestrator.context.Runs;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import dev.iota.orchestrator.epoch.Epochs;
import dev.iota.orchestrator.hop.Dispatcher;
import dev.iota.orchestrator.hop.LeaseExpiry;
import dev.iota.orchestrator.hop.PositionReturns;
import dev.iota.orchestrator.member.Takeover;
import dev.iota.orchestrator.snapshot.SnapStart;
import java.util.Optional;

/**
 * Handles timers: takes back the lease that one guards, unless it was answered or extended; or looks at a phase that
 * may be over; or goes on with a takeover.
 */
public final class TimersFunction implements RequestHandler<SQSEvent, SQSBatchResponse> {
    private final Services services;
    private final Runs runs;
    private final LeaseExpiry leaseExpiry;
    private final Epochs epochs;
    private final Takeover takeover;
    private final StructuredLog structuredLog = new StructuredLog(TimersFunction.class);

    /** For Lambda. */
    public TimersFunction() {
        this(SnapStart.services(TimersFunction::new, rehearsal -> rehearsal.message(new LeaseTimer(0, "rehearsal"))));
    }

    TimersFunction(Services services) {
        this.services = services;
        this.runs = new Runs(services);
        var dispatcher = Dispatcher.of(services);
        this.leaseExpiry = new LeaseExpiry(services, dispatcher);
        this.epochs = Epochs.of(services, runs, dispatcher);
        this.takeover = new Takeover(services, dispatcher, new PositionReturns(services));
    }

    @Override
    public SQSBatchResponse handleRequest(SQSEvent batch, Context context) {
        return Batch.handle(batch, structuredLog, this::handle);
    }

    private void handle(SQSEvent.SQSMessage message) {
        Due due;
        try {
            due = due(message.getBody());
        } catch (MalformedException e) {
            var reason = String.valueOf(e.getMessage());
            structuredLog.wrong("timer quarantined", reason, "message", message.getMessageId());
            services.quarantine(services.names().timers(), Optional.empty(), message.getBody(), reason);
            return;
        }
        Counting.because(due.cause(), () -> {
            due.what().run();
            return due;
        });
    }

    /** What a message asks for, and as what it is counted. */
    private record Due(String cause, Runnable what) {}

    private Due due(String body) {
        if (body.contains("\"microbatch\"")) {
            var leaseTimer = Json.read(body, LeaseTimer.class);
            return new Due(Causes.LEASE, () -> leaseExpiry.expire(runs.current(), leaseTimer));
        }
        if (body.contains("\"registration\"")) {
            var takeoverTimer = Json.read(body, TakeoverTimer.class);
            return new Due(Causes.REGISTRATION, () -> takeover.takeOver(runs.current(), takeoverTimer));
        }
        var phaseTimer = Json.read(body, PhaseTimer.class);
        return new Due(Causes.PHASE, () -> look(phaseTimer));
    }

    private void look(PhaseTimer phaseTimer) {
        phaseTimer
                .stage()
                .ifPresentOrElse(
                        stage -> epochs.stages().evaluate(runs.current(), phaseTimer.epoch(), stage),
                        () -> epochs.evaluate(phaseTimer.epoch()));
    }
}
