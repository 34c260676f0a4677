package dev.iota.infra;

import dev.iota.cloud.shape.EventSource;
import java.util.List;
import software.amazon.awscdk.services.lambda.eventsources.SqsEventSource;

/** Connects queues to the functions that they invoke. */
final class EventSources {
    private EventSources() {}

    static void connect(List<EventSource> sources, RunQueues runQueues, OrchestratorFunctions orchestratorFunctions) {
        for (var source : sources) {
            var mapping = SqsEventSource.Builder.create(runQueues.get(source.queue()))
                    .batchSize(source.batchSize())
                    // The messages that failed come again, the rest of their batch does not.
                    .reportBatchItemFailures(true);
            if (!source.batchingWindow().isZero()) {
                mapping.maxBatchingWindow(CdkDurations.of(source.batchingWindow()));
            }
            orchestratorFunctions.get(source.function()).alias().addEventSource(mapping.build());
        }
    }
}
