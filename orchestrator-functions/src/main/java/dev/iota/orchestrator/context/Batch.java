package dev.iota.orchestrator.context;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import java.util.ArrayList;
import java.util.function.Consumer;

/**
 * Goes through the messages of a batch one by one: what fails is delivered again, alone. Powertools has the same loop;
 * ours is shorter than what would configure it.
 */
public final class Batch {
    private Batch() {}

    public static SQSBatchResponse handle(
            SQSEvent batch, StructuredLog structuredLog, Consumer<SQSEvent.SQSMessage> handler) {
        var failures = new ArrayList<SQSBatchResponse.BatchItemFailure>();
        for (var message : batch.getRecords()) {
            try {
                handler.accept(message);
            } catch (RuntimeException e) {
                structuredLog.failed("message " + message.getMessageId() + " will come again", e);
                failures.add(new SQSBatchResponse.BatchItemFailure(message.getMessageId()));
            }
        }
        return new SQSBatchResponse(failures);
    }
}
