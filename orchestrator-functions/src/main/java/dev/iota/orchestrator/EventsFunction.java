package dev.iota.orchestrator;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.SignedEvent;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.Json;
import dev.iota.core.wire.MalformedException;
import java.util.Optional;

/** Handles what miners did. A message that cannot be right is quarantined; one that could not be handled comes again. */
public final class EventsFunction implements RequestHandler<SQSEvent, SQSBatchResponse> {
    private final Services services;
    private final Runs runs;
    private final HopEvents hops;
    private final StepEvents steps;
    private final Announcements announcements;
    private final ShardEvents shards;
    private final TrafficEvents traffic;
    private final Journal journal = new Journal(EventsFunction.class);

    /** For Lambda. */
    public EventsFunction() {
        this(Services.configured());
    }

    EventsFunction(Services services) {
        this.services = services;
        this.runs = new Runs(services);
        var dispatcher = Dispatcher.of(services);
        var epochs = Epochs.of(services, runs, dispatcher);
        this.hops = new HopEvents(services, dispatcher, epochs);
        this.announcements = new Announcements(services, epochs.stages());
        this.shards = new ShardEvents(services, epochs.stages());
        this.steps = new StepEvents(services, new Restitution(services));
        this.traffic = new TrafficEvents(services);
    }

    @Override
    public SQSBatchResponse handleRequest(SQSEvent batch, Context context) {
        return Batch.handle(batch, journal, this::handle);
    }

    private void handle(SQSEvent.SQSMessage message) {
        var opened = open(message.getBody());
        switch (opened) {
            case Opened.Genuine(Hotkey sender, Event event) ->
                apply(message, Optional.of(sender), judge(sender, event));
            case Opened.Refused(String reason) -> apply(message, Optional.empty(), new Verdict.Quarantined(reason));
        }
    }

    private void apply(SQSEvent.SQSMessage message, Optional<Hotkey> sender, Verdict verdict) {
        switch (verdict) {
            case Verdict.Counted counted -> journal.routine("event counted", counted.reason());
            case Verdict.Dropped dropped -> journal.notable("event dropped", dropped.reason());
            case Verdict.Quarantined quarantined -> {
                journal.wrong("event quarantined", quarantined.reason(), "message", message.getMessageId());
                services.quarantine(services.names().events(), sender, message.getBody(), quarantined.reason());
            }
        }
    }

    /** What a message turned out to be. */
    private sealed interface Opened {
        /** An event, and who signed it. */
        record Genuine(Hotkey sender, Event event) implements Opened {}

        /** Nothing that can be used. */
        record Refused(String reason) implements Opened {}
    }

    private static Opened open(String body) {
        try {
            if (Event.isTooLong(body)) {
                throw new MalformedException(
                        "a message of %d characters; at most %d bytes".formatted(body.length(), Event.MAX_BYTES));
            }
            var signed = Json.read(body, SignedEvent.class);
            return new Opened.Genuine(signed.hotkey(), signed.verified());
        } catch (MalformedException e) {
            return new Opened.Refused(String.valueOf(e.getMessage()));
        }
    }

    private Verdict judge(Hotkey sender, Event event) {
        if (!event.run().equals(services.names().run())) {
            return new Verdict.Quarantined("the event is of the run '%s'".formatted(event.run()));
        }
        var run = runs.current();
        return switch (event) {
            case Event.OfHop hop -> hops.handle(run, sender, hop);
            case Event.StepDone step -> steps.handle(run, sender, step);
            case Event.UploadStored stored -> announcements.handle(run, sender, stored);
            case Event.OfShard shard -> shards.handle(run, sender, shard);
            case Event.MergeMoved moved -> traffic.handle(run, sender, moved);
        };
    }
}
