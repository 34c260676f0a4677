package dev.iota.orchestrator;

import dev.iota.cloud.client.AwsClients;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The calls that handlers make to tables, queues and objects: they are what the bill and the latency are made of. */
final class CountedCalls {
    private final Map<String, Integer> calls = new TreeMap<>();

    AwsClients around(AwsClients awsClients) {
        return new AwsClients(
                Intercept.client(DynamoDbClient.class, awsClients.dynamoDb(), this::count),
                Intercept.client(SqsClient.class, awsClients.sqs(), this::count),
                Intercept.client(S3Client.class, awsClients.s3(), this::count),
                awsClients.presigner(),
                awsClients.sts(),
                awsClients.sfn());
    }

    private @Nullable Object count(String method, Object request, Intercept.Call real) throws Throwable {
        calls.merge(method, 1, Integer::sum);
        return real.make();
    }

    /** Forgets what was counted so far. */
    void begin() {
        calls.clear();
    }

    /** How many, by the name of the client's method. */
    Map<String, Integer> byName() {
        return calls;
    }

    int total() {
        return calls.values().stream().mapToInt(count -> count).sum();
    }
}
