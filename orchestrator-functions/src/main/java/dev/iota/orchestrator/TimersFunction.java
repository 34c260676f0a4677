package dev.iota.orchestrator;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.iota.core.routing.Timer;
import dev.iota.core.wire.Json;
import dev.iota.core.wire.MalformedException;

/** Handles timers: takes back the lease that one guards, unless it was answered or extended. */
public final class TimersFunction implements RequestHandler<SQSEvent, SQSBatchResponse> {
    private final Runs runs;
    private final Lapses lapses;
    private final Journal journal = new Journal(TimersFunction.class);

    /** For Lambda. */
    public TimersFunction() {
        this(Services.configured());
    }

    TimersFunction(Services services) {
        this.runs = new Runs(services);
        this.lapses = new Lapses(services, Dispatcher.of(services));
    }

    @Override
    public SQSBatchResponse handleRequest(SQSEvent batch, Context context) {
        return Batch.handle(batch, journal, this::handle);
    }

    private void handle(SQSEvent.SQSMessage message) {
        try {
            lapses.expire(runs.current(), Json.read(message.getBody(), Timer.class));
        } catch (MalformedException e) {
            journal.wrong("timer dropped", String.valueOf(e.getMessage()), "message", message.getMessageId());
        }
    }
}
