package dev.iota.orchestrator;

import java.util.ArrayList;
import java.util.function.Consumer;

/** The merge function with its queue, which nothing calls in a test but the test. */
final class TestMergeFunction {
    private TestMergeFunction() {}

    /**
     * Does what lies in its queue.
     *
     * @param through what stands between a message and its handler
     * @return whether there was something
     */
    static boolean work(TestRun run, Consumer<Runnable> through) {
        var sqs = run.services().clients().sqs();
        var url = sqs.getQueueUrl(b -> b.queueName(run.names().merges())).queueUrl();
        var bodies = new ArrayList<String>();
        for (var message :
                sqs.receiveMessage(b -> b.queueUrl(url).maxNumberOfMessages(10)).messages()) {
            bodies.add(message.body());
            sqs.deleteMessage(b -> b.queueUrl(url).receiptHandle(message.receiptHandle()));
        }
        for (var body : bodies) {
            through.accept(() -> {
                var failures = new MergeShardFunction(run.services())
                        .handleRequest(TestRun.batch(body), NoContext.get())
                        .getBatchItemFailures();
                if (!failures.isEmpty()) {
                    throw new IllegalStateException("the merge function failed at " + body);
                }
            });
        }
        return !bodies.isEmpty();
    }
}
