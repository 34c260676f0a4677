package dev.iota.orchestrator;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.core.merge.shard.MergeTask;
import dev.iota.orchestrator.context.Batch;
import dev.iota.orchestrator.context.Runs;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import dev.iota.orchestrator.merge.Checkpoints;
import dev.iota.orchestrator.merge.Merger;
import dev.iota.orchestrator.merge.Stages;
import dev.iota.orchestrator.snapshot.SnapStart;
import java.util.Optional;

/** The merge function: the orchestrator's own hand at shards that miners dispute, lied about, or did not do. */
public final class MergeShardFunction implements RequestHandler<SQSEvent, SQSBatchResponse> {
    private final Services services;
    private final Runs runs;
    private final Merger merger;
    private final StructuredLog structuredLog = new StructuredLog(MergeShardFunction.class);

    /** For Lambda. */
    public MergeShardFunction() {
        this(SnapStart.services(
                MergeShardFunction::new, rehearsal -> rehearsal.message(new MergeTask.Inspect(0, 0, 0))));
    }

    MergeShardFunction(Services services) {
        this.services = services;
        this.runs = new Runs(services);
        this.merger = new Merger(services, new Stages(services, new Checkpoints(services)));
    }

    @Override
    public SQSBatchResponse handleRequest(SQSEvent batch, Context context) {
        return Batch.handle(batch, structuredLog, this::handle);
    }

    private void handle(SQSEvent.SQSMessage message) {
        MergeTask task;
        try {
            task = Json.read(message.getBody(), MergeTask.class);
        } catch (MalformedException e) {
            var reason = String.valueOf(e.getMessage());
            structuredLog.wrong("merge task quarantined", reason, "message", message.getMessageId());
            services.quarantine(services.names().merges(), Optional.empty(), message.getBody(), reason);
            return;
        }
        merger.perform(runs.current(), task);
    }
}
