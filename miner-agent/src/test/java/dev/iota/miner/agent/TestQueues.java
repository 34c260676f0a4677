package dev.iota.miner.agent;

import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;

/** A real SQS implementation in this process; {@link SharedQueues} gives it to test classes. */
public final class TestQueues implements AutoCloseable {
    public static final String REGION = "us-east-1";

    private final SQSRestServer server = SQSRestServerBuilder.withPort(0)
            .withInterface("127.0.0.1")
            .withAWSRegion(REGION)
            .start();

    String origin() {
        return "http://127.0.0.1:%d"
                .formatted(server.waitUntilStarted().localAddress().getPort());
    }

    @Override
    public void close() {
        server.stopAndWait();
    }
}
