package dev.iota.orchestrator;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.iota.cloud.MergeTask;
import dev.iota.core.wire.Json;
import dev.iota.core.wire.MalformedException;

/** The merge function: the orchestrator's own hand at shards that miners dispute, lied about, or did not do. */
public final class MergeShardFunction implements RequestHandler<SQSEvent, SQSBatchResponse> {
    private final Runs runs;
    private final Merger merger;
    private final Journal journal = new Journal(MergeShardFunction.class);

    /** For Lambda. */
    public MergeShardFunction() {
        this(Services.configured());
    }

    MergeShardFunction(Services services) {
        this.runs = new Runs(services);
        this.merger = new Merger(services, new Stages(services, new Checkpoints(services)));
    }

    @Override
    public SQSBatchResponse handleRequest(SQSEvent batch, Context context) {
        return Batch.handle(batch, journal, message -> {
            try {
                merger.perform(runs.current(), Json.read(message.getBody(), MergeTask.class));
            } catch (MalformedException e) {
                journal.wrong("merge task dropped", String.valueOf(e.getMessage()), "message", message.getMessageId());
            }
        });
    }
}
