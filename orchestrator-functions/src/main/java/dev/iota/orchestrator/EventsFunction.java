package dev.iota.orchestrator;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.iota.cloud.count.Causes;
import dev.iota.cloud.count.Counting;
import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.core.identity.ForgedException;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.wire.AuditEvent;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.HeldOutMeasured;
import dev.iota.core.wire.SignedEvent;
import dev.iota.orchestrator.audit.AuditEvents;
import dev.iota.orchestrator.audit.HeldOutMeasurements;
import dev.iota.orchestrator.context.Batch;
import dev.iota.orchestrator.context.EmbeddedMetrics;
import dev.iota.orchestrator.context.EventOutcome;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Runs;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import dev.iota.orchestrator.epoch.Epochs;
import dev.iota.orchestrator.epoch.Halting;
import dev.iota.orchestrator.event.EventAdmission;
import dev.iota.orchestrator.event.HopEvents;
import dev.iota.orchestrator.event.TrafficEvents;
import dev.iota.orchestrator.hop.Dispatcher;
import dev.iota.orchestrator.hop.PositionReturns;
import dev.iota.orchestrator.hop.StepEvents;
import dev.iota.orchestrator.merge.ShardEvents;
import dev.iota.orchestrator.merge.Uploads;
import dev.iota.orchestrator.snapshot.SnapStart;
import java.util.Optional;

/**
 * Handles what miners did. A message that cannot be right is quarantined; one that could not be handled comes again.
 */
public final class EventsFunction implements RequestHandler<SQSEvent, SQSBatchResponse> {
    private static final String DROPPED = "eventsDropped";
    private static final String QUARANTINED = "eventsQuarantined";

    private final Services services;
    private final Runs runs;
    private final HopEvents hops;
    private final StepEvents steps;
    private final Uploads uploads;
    private final ShardEvents shards;
    private final TrafficEvents traffic;
    private final AuditEvents audits;
    private final HeldOutMeasurements heldOut;
    private final EventAdmission eventAdmission;
    private final StructuredLog structuredLog = new StructuredLog(EventsFunction.class);

    /** For Lambda. */
    public EventsFunction() {
        this(SnapStart.services(EventsFunction::new, rehearsal -> rehearsal.message(rehearsal.event())));
    }

    EventsFunction(Services services) {
        this.services = services;
        this.runs = new Runs(services);
        this.eventAdmission = new EventAdmission(services);
        var dispatcher = Dispatcher.of(services);
        var epochs = Epochs.of(services, runs, dispatcher);
        this.hops = new HopEvents(services, dispatcher, epochs, new Halting(services, runs, epochs));
        this.uploads = new Uploads(services, epochs.stages());
        this.shards = new ShardEvents(services, epochs.stages());
        this.steps = new StepEvents(services, new PositionReturns(services));
        this.traffic = new TrafficEvents(services);
        this.audits = AuditEvents.of(services);
        this.heldOut = new HeldOutMeasurements(services);
    }

    @Override
    public SQSBatchResponse handleRequest(SQSEvent batch, Context context) {
        var embeddedMetrics = new EmbeddedMetrics(services.names().run());
        var response = Batch.handle(batch, structuredLog, message -> handle(message, embeddedMetrics));
        embeddedMetrics.write(context.getLogger(), services.now());
        return response;
    }

    private void handle(SQSEvent.SQSMessage message, EmbeddedMetrics embeddedMetrics) {
        var body = message.getBody();
        switch (open(body)) {
            case Opened.Genuine(SignedEvent signed, Event event) -> {
                var run = runs.current();
                var sender = signed.hotkey();
                var eventOutcome = Counting.because(Causes.of(event), () -> judge(run, signed, event));
                apply(message, Optional.of(sender), eventOutcome, embeddedMetrics, "MEANINGLESS");
                if (!(eventOutcome instanceof EventOutcome.Counted) || !answersLease(event)) {
                    eventAdmission.charge(run, sender, body.length());
                }
            }
            case Opened.Unread(Hotkey sender, EventAdmission.Objection objection) -> {
                embeddedMetrics.add(DROPPED, objection.name());
                structuredLog.routine("event unread", objection.name(), "hotkey", sender);
            }
            case Opened.Refused(String cause, String reason) ->
                apply(message, Optional.empty(), new EventOutcome.Quarantined(reason), embeddedMetrics, cause);
        }
    }

    /**
     * Whether an event that counts was asked for: there are as many of these as leases. Any number of the others can be
     * made up.
     */
    private static boolean answersLease(Event event) {
        return switch (event) {
            case Event.OfHop hop -> true;
            case Event.OfShard shard -> true;
            case Event.UploadStored stored -> true;
            case Event.StepDone step -> false;
            case AuditEvent verdict -> true;
            case HeldOutMeasured measured -> true;
            case Event.MergeMoved moved -> false;
        };
    }

    /** @param cause under which it is counted if it is quarantined */
    private void apply(
            SQSEvent.SQSMessage message,
            Optional<Hotkey> sender,
            EventOutcome eventOutcome,
            EmbeddedMetrics embeddedMetrics,
            String cause) {
        switch (eventOutcome) {
            case EventOutcome.Counted counted -> structuredLog.routine("event counted", counted.reason());
            case EventOutcome.Dropped dropped -> {
                embeddedMetrics.add(DROPPED, "WITHOUT_EFFECT");
                structuredLog.notable("event dropped", dropped.reason());
            }
            case EventOutcome.Quarantined quarantined -> {
                embeddedMetrics.add(QUARANTINED, cause);
                structuredLog.wrong("event quarantined", quarantined.reason(), "message", message.getMessageId());
                services.quarantine(services.names().events(), sender, message.getBody(), quarantined.reason());
            }
        }
    }

    /** What a message turned out to be. */
    private sealed interface Opened {
        /** An event, and as it was signed. */
        record Genuine(SignedEvent signed, Event event) implements Opened {}

        /** Something in the name of somebody whose events are not looked at. */
        record Unread(Hotkey sender, EventAdmission.Objection objection) implements Opened {}

        /** Nothing that can be used. */
        record Refused(String cause, String reason) implements Opened {}
    }

    private Opened open(String body) {
        try {
            if (Event.isTooLong(body)) {
                throw new MalformedException(
                        "a message of %d characters; at most %d bytes".formatted(body.length(), Event.MAX_BYTES));
            }
            var signed = Json.read(body, SignedEvent.class);
            var objection = eventAdmission.objection(signed.hotkey());
            return objection.isPresent()
                    ? new Opened.Unread(signed.hotkey(), objection.get())
                    : new Opened.Genuine(signed, signed.verified());
        } catch (ForgedException e) {
            return new Opened.Refused("FORGED", String.valueOf(e.getMessage()));
        } catch (MalformedException e) {
            return new Opened.Refused("MALFORMED", String.valueOf(e.getMessage()));
        }
    }

    private EventOutcome judge(Run run, SignedEvent signed, Event event) {
        if (!event.run().equals(services.names().run())) {
            return new EventOutcome.Quarantined("the event is of the run '%s'".formatted(event.run()));
        }
        var sender = signed.hotkey();
        return switch (event) {
            case Event.OfHop hop -> hops.handle(run, signed, hop);
            case Event.StepDone step -> steps.handle(run, signed, step);
            case Event.UploadStored stored -> uploads.handle(run, sender, stored);
            case Event.OfShard shard -> shards.handle(run, sender, shard);
            case Event.MergeMoved moved -> traffic.handle(run, sender, moved);
            case AuditEvent verdict -> audits.handle(run, signed, verdict);
            case HeldOutMeasured measured -> heldOut.handle(run, signed, measured);
        };
    }
}
