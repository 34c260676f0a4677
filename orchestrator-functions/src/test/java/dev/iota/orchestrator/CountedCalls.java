package dev.iota.orchestrator;

import dev.iota.cloud.client.AwsClients;
import dev.iota.cloud.count.Amount;
import dev.iota.cloud.count.CallBook;
import dev.iota.cloud.count.CallCounts;
import dev.iota.cloud.count.Counting;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The calls that handlers make to tables, queues and objects: they are what the bill and the latency are made of. */
final class CountedCalls {
    private final Map<String, Integer> calls = new TreeMap<>();
    private CallBook book = new CallBook(InstantSource.system());

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
        return request instanceof SdkRequest known ? Counting.counted(book, "test", known, real::with) : real.make();
    }

    /** Forgets what was counted so far. */
    void begin() {
        calls.clear();
        book = new CallBook(InstantSource.system());
    }

    /** How many, by the name of the client's method. */
    Map<String, Integer> byName() {
        return calls;
    }

    int total() {
        return calls.values().stream().mapToInt(count -> count).sum();
    }

    /** What they took of one kind. */
    double sum(Amount amount) {
        return counts().calls().stream()
                .mapToDouble(call -> call.amount(amount))
                .sum();
    }

    /** All that was counted. */
    CallCounts counts() {
        return book.counts();
    }
}
