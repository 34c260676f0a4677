package dev.iota.local.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.shape.Names;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The cloud as a process that is killed while others write to it: what it acknowledged is there when it starts again,
 * and what it did not is there as a whole or not at all.
 */
@Tag("cloud")
class KilledWritesTest {
    private static final Names NAMES = CloudFixture.NAMES;
    private static final String TABLE = NAMES.microbatches();
    private static final int TRANSACTION_WRITERS = 4;
    private static final int OK = 200;

    /** Of the SDK with a cloud that is no more. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final AtomicInteger numbers = new AtomicInteger();
    private final Set<Integer> transactions = ConcurrentHashMap.newKeySet();
    private final Set<Integer> singles = ConcurrentHashMap.newKeySet();
    private final Set<Integer> objects = ConcurrentHashMap.newKeySet();
    private final Set<String> executions = ConcurrentHashMap.newKeySet();
    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void what_was_acknowledged_survives_a_kill() throws Exception {
        survive(1, 20261128, 20);
    }

    @Test
    @Tag("long")
    void what_was_acknowledged_survives_a_hundred_kills() throws Exception {
        survive(100, 1, 60);
    }

    /** The last part of it counts transactions. */
    private static String transaction(int number) {
        return """
                {"TransactItems": [
                    {"Put": {"TableName": "%1$s", "Item": {"shard": {"S": "first"}, "id": {"N": "%2$d"}}}},
                    {"Put": {"TableName": "%1$s", "Item": {"shard": {"S": "second"}, "id": {"N": "%2$d"}}}},
                    {"Update": {"TableName": "%1$s", "Key": {"shard": {"S": "count"}, "id": {"N": "0"}},
                        "UpdateExpression": "ADD made :one",
                        "ExpressionAttributeValues": {":one": {"N": "1"}}}}]}""".formatted(TABLE, number);
    }

    private static String single(int number) {
        return """
                {"TableName": "%s", "Item": {"shard": {"S": "single"}, "id": {"N": "%d"}}}""".formatted(TABLE, number);
    }

    /** @param most fewer transactions than these are acknowledged before a kill */
    private void survive(int kills, long seed, int most) throws Exception {
        var random = new Random(seed);
        var seenObjects = new HashSet<Integer>();
        var seenExecutions = new HashSet<String>();
        for (var kill = 0; kill < kills; kill++) {
            try (var cloud = start()) {
                look(since(seenObjects, objects), since(seenExecutions, executions));
                writeUntil(cloud, transactions.size() + random.nextInt(10, most));
            }
        }
        try (var _ = start()) {
            look(objects, executions);
        }
        System.out.printf(
                "%d kills: %d transactions, %d single writes, %d objects, %d executions were acknowledged%n",
                kills, transactions.size(), singles.size(), objects.size(), executions.size());
    }

    /** What came to a set since the last time. */
    private static <T> Set<T> since(Set<T> seen, Set<T> all) {
        var newer = new HashSet<>(all);
        newer.removeAll(seen);
        seen.addAll(newer);
        return newer;
    }

    private CloudProcess start() throws Exception {
        return CloudProcess.start(ProbeCloud.class, folder.resolve("run"), NAMES.run(), folder.resolve("cloud.log"));
    }

    private CloudFile file() throws IOException {
        return CloudFile.read(folder.resolve("run"));
    }

    /** Kills it amid the writes. */
    private void writeUntil(CloudProcess cloud, int acknowledged) throws Exception {
        var file = file();
        var clients = LocalClients.of(file);
        try (var writers = Executors.newVirtualThreadPerTaskExecutor()) {
            var written = new ArrayList<Future<?>>();
            for (var writer = 0; writer < TRANSACTION_WRITERS; writer++) {
                written.add(writers.submit(() ->
                        write(transactions, number -> dynamoDb(file, "TransactWriteItems", transaction(number)))));
            }
            written.add(writers.submit(() -> write(singles, number -> dynamoDb(file, "PutItem", single(number)))));
            written.add(writers.submit(() -> write(objects, number -> put(clients.s3(), number))));
            written.add(writers.submit(() -> execute(file)));
            while (transactions.size() < acknowledged) {
                assertThat(cloud.process().isAlive()).isTrue();
                TimeUnit.MILLISECONDS.sleep(1);
            }
            cloud.process().destroyForcibly();
            for (var each : written) {
                each.get();
            }
        } finally {
            clients.close();
        }
        assertThat(cloud.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    /** Until there is nobody who acknowledges. */
    private void write(Set<Integer> acknowledged, IntPredicate one) {
        while (true) {
            var number = numbers.incrementAndGet();
            if (!one.test(number)) {
                return;
            }
            acknowledged.add(number);
        }
    }

    private boolean dynamoDb(CloudFile file, String action, String body) {
        return post(file, file.dynamoDb(), "DynamoDB_20120810." + action, body) != null;
    }

    private void execute(CloudFile file) {
        var machine = "arn:aws:states:%s:%s:stateMachine:%s"
                .formatted(file.region(), file.account(), NAMES.stateMachine("Call"));
        while (true) {
            var started = post(file, file.states(), "AWSStepFunctions.StartExecution", """
                    {"stateMachineArn": "%s", "input": "{\\"detail-type\\": \\"tick\\"}", "name": "n%d"}""".formatted(
                            machine, numbers.incrementAndGet()));
            if (started == null) {
                return;
            }
            executions.add(started.replaceFirst(".*\"executionArn\":\"([^\"]*)\".*", "$1"));
        }
    }

    /** The answer, or null if there is none because the process is no more. */
    private @Nullable String post(CloudFile file, URI to, String target, String body) {
        try {
            var answer = http.send(
                    HttpRequest.newBuilder(to)
                            .header("Content-Type", "application/x-amz-json-1.0")
                            .header("X-Amz-Target", target)
                            .header(
                                    "Authorization",
                                    ("AWS4-HMAC-SHA256 Credential=%s/20261128/%s/dynamodb/aws4_request,"
                                                    + " SignedHeaders=host, Signature=0")
                                            .formatted(file.accessKeyId(), file.region()))
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(OK);
            return answer.body();
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean put(S3Client s3, int number) {
        try {
            s3.putObject(
                    request -> request.bucket(NAMES.objects())
                            .key(key(number))
                            .overrideConfiguration(call -> call.apiCallTimeout(PATIENCE)),
                    RequestBody.fromBytes(content(number)));
            return true;
        } catch (SdkException e) {
            return false;
        }
    }

    private static String key(int number) {
        return "killed/" + number;
    }

    private static byte[] content(int number) {
        return "%08d".formatted(number).repeat(5000).getBytes(StandardCharsets.US_ASCII);
    }

    /** Looks for everything in the table, and one by one for these objects and executions. */
    private void look(Set<Integer> stored, Set<String> executed) throws IOException {
        var file = file();
        var clients = LocalClients.of(file);
        try {
            var first = numbers(clients.dynamoDb(), "first");
            assertThat(first).as("acknowledged transactions").containsAll(transactions);
            assertThat(numbers(clients.dynamoDb(), "second"))
                    .as("halves of transactions")
                    .isEqualTo(first);
            assertThat(counted(clients.dynamoDb())).as("each counted once").isEqualTo(first.size());
            assertThat(numbers(clients.dynamoDb(), "single"))
                    .as("acknowledged writes")
                    .containsAll(singles);
            for (var number : stored) {
                var found = clients.s3().getObjectAsBytes(request -> request.bucket(NAMES.objects())
                        .key(key(number)));
                assertThat(found.asByteArray()).as("acknowledged object").isEqualTo(content(number));
            }
            for (var execution : executed) {
                assertThat(post(file, file.states(), "AWSStepFunctions.DescribeExecution", """
                        {"executionArn": "%s"}""".formatted(execution)))
                        .contains(execution);
            }
        } finally {
            clients.close();
        }
    }

    private static Set<Integer> numbers(DynamoDbClient dynamoDb, String shard) {
        var numbers = new HashSet<Integer>();
        dynamoDb.queryPaginator(request -> request.tableName(TABLE)
                        .consistentRead(true)
                        .keyConditionExpression("#shard = :shard")
                        .expressionAttributeNames(Map.of("#shard", "shard"))
                        .expressionAttributeValues(Map.of(":shard", AttributeValue.fromS(shard))))
                .items()
                .forEach(item -> numbers.add(
                        Integer.valueOf(Objects.requireNonNull(item.get("id")).n())));
        return numbers;
    }

    private static int counted(DynamoDbClient dynamoDb) {
        var found = dynamoDb.getItem(request -> request.tableName(TABLE)
                        .consistentRead(true)
                        .key(Map.of("shard", AttributeValue.fromS("count"), "id", AttributeValue.fromN("0"))))
                .item();
        return found.containsKey("made")
                ? Integer.parseInt(Objects.requireNonNull(found.get("made")).n())
                : 0;
    }
}
