package dev.iota.orchestrator;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.iota.core.routing.Look;
import dev.iota.core.routing.Timer;
import dev.iota.core.wire.Json;
import dev.iota.core.wire.MalformedException;

/** Handles timers: takes back the lease that one guards, unless it was answered or extended; or looks at a phase that may be over. */
public final class TimersFunction implements RequestHandler<SQSEvent, SQSBatchResponse> {
    private final Runs runs;
    private final Lapses lapses;
    private final Epochs epochs;
    private final Journal journal = new Journal(TimersFunction.class);

    /** For Lambda. */
    public TimersFunction() {
        this(Services.configured());
    }

    TimersFunction(Services services) {
        this.runs = new Runs(services);
        var dispatcher = Dispatcher.of(services);
        this.lapses = new Lapses(services, dispatcher);
        this.epochs = Epochs.of(services, runs, dispatcher);
    }

    @Override
    public SQSBatchResponse handleRequest(SQSEvent batch, Context context) {
        return Batch.handle(batch, journal, this::handle);
    }

    private void handle(SQSEvent.SQSMessage message) {
        try {
            if (message.getBody().contains("\"microbatch\"")) {
                lapses.expire(runs.current(), Json.read(message.getBody(), Timer.class));
            } else {
                look(Json.read(message.getBody(), Look.class));
            }
        } catch (MalformedException e) {
            journal.wrong("timer dropped", String.valueOf(e.getMessage()), "message", message.getMessageId());
        }
    }

    private void look(Look look) {
        look.stage()
                .ifPresentOrElse(
                        stage -> epochs.stages().evaluate(runs.current(), look.epoch(), stage),
                        () -> epochs.evaluate(look.epoch()));
    }
}
