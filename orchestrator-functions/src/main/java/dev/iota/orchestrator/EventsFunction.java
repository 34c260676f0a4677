package dev.iota.orchestrator;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.iota.cloud.Quarantine;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.SignedEvent;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.Json;
import dev.iota.core.wire.MalformedException;

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
        switch (judge(message.getBody())) {
            case Verdict.Counted counted -> journal.routine("event counted", counted.reason());
            case Verdict.Dropped dropped -> journal.notable("event dropped", dropped.reason());
            case Verdict.Quarantined quarantined -> {
                journal.wrong("event quarantined", quarantined.reason(), "message", message.getMessageId());
                services.quarantine()
                        .put(
                                new Quarantine.Entry(
                                        services.names().events(),
                                        message.getMessageId(),
                                        message.getBody(),
                                        quarantined.reason()),
                                services.now());
            }
        }
    }

    private Verdict judge(String body) {
        Hotkey sender;
        Event event;
        try {
            if (body.length() > Event.MAX_BYTES) {
                throw new MalformedException(
                        "a message of %d characters; at most %d".formatted(body.length(), Event.MAX_BYTES));
            }
            var signed = Json.read(body, SignedEvent.class);
            event = signed.verified();
            sender = signed.hotkey();
        } catch (MalformedException e) {
            return new Verdict.Quarantined(String.valueOf(e.getMessage()));
        }
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
