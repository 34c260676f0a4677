package dev.iota.local.cloud;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.ScheduledEvent;
import dev.iota.cloud.shape.Names;
import dev.iota.core.base.Json;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.crt.AwsCrtHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Handlers whose behaviour a request or message asks for. */
final class Probes {
    private Probes() {}

    /** Answers with what it was asked. */
    public static final class Echo implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {
        @Override
        public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent event, Context context) {
            if ("boom".equals(event.getBody())) {
                throw new IllegalStateException("asked to fail");
            }
            var http = event.getRequestContext().getHttp();
            var seen = new TreeMap<String, @Nullable Object>();
            seen.put("routeKey", event.getRouteKey());
            seen.put("rawPath", event.getRawPath());
            seen.put("method", http.getMethod());
            seen.put("query", event.getQueryStringParameters());
            seen.put("header", event.getHeaders().get("x-probe"));
            seen.put("body", event.getBody());
            seen.put("base64", event.getIsBase64Encoded());
            seen.put("sourceIp", http.getSourceIp());
            seen.put("function", context.getFunctionName());
            seen.put("remaining", context.getRemainingTimeInMillis());
            return APIGatewayV2HTTPResponse.builder()
                    .withStatusCode(201)
                    .withHeaders(Map.of("Content-Type", "application/json", "X-Answer", "yes"))
                    .withBody(Json.write(seen))
                    .build();
        }
    }

    /**
     * Records what it is given; a body that begins with {@code fail} is reported, one that begins with {@code throw} is
     * thrown.
     */
    public static final class Batches implements RequestHandler<SQSEvent, SQSBatchResponse> {
        /** A message as the handler saw it. */
        record Seen(String body, int receiveCount, int batch, long nanos) {}

        private final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();
        private final CountDownLatch gate;
        private final CountDownLatch blocked = new CountDownLatch(1);

        Batches(CountDownLatch gate) {
            this.gate = gate;
        }

        BlockingQueue<Seen> seen() {
            return seen;
        }

        /** Waits until a batch waits for the gate; whether one does. */
        boolean isBlocked() throws InterruptedException {
            return blocked.await(CloudFixture.BOUND.toSeconds(), TimeUnit.SECONDS);
        }

        @Override
        public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
            var now = System.nanoTime();
            var records = event.getRecords();
            if (records.stream().anyMatch(record -> record.getBody().startsWith("block"))) {
                blocked.countDown();
                await(gate);
            }
            records.forEach(record -> seen.add(new Seen(
                    record.getBody(),
                    Integer.parseInt(record.getAttributes().get("ApproximateReceiveCount")),
                    records.size(),
                    now)));
            if (records.stream().anyMatch(record -> record.getBody().startsWith("throw"))) {
                throw new IllegalStateException("asked to fail");
            }
            return new SQSBatchResponse(records.stream()
                    .filter(record -> record.getBody().startsWith("fail"))
                    .map(record -> new SQSBatchResponse.BatchItemFailure(record.getMessageId()))
                    .toList());
        }

        private static void await(CountDownLatch gate) {
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Records the schedules that fired. */
    public static final class Ticks implements RequestHandler<ScheduledEvent, List<String>> {
        private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

        BlockingQueue<String> seen() {
            return seen;
        }

        @Override
        public List<String> handleRequest(ScheduledEvent event, Context context) {
            seen.add(event.getDetailType());
            return event.getResources();
        }
    }

    /** Adds one to a number in a table, through a client that it makes itself as a function on AWS would. */
    public static final class Count implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {
        private final String table = Names.configured().runs();
        private final DynamoDbClient dynamoDb = DynamoDbClient.builder()
                .httpClientBuilder(AwsCrtHttpClient.builder())
                .build();

        @Override
        public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent event, Context context) {
            if (event.getRawPath() == null) {
                throw new IllegalArgumentException("not a request");
            }
            var number = dynamoDb.updateItem(request -> request.tableName(table)
                            .key(Map.of("id", AttributeValue.fromS("count")))
                            .updateExpression("ADD #n :one")
                            .expressionAttributeNames(Map.of("#n", "n"))
                            .expressionAttributeValues(Map.of(":one", AttributeValue.fromN("1")))
                            .returnValues("ALL_NEW"))
                    .attributes()
                    .get("n");
            return APIGatewayV2HTTPResponse.builder()
                    .withStatusCode(200)
                    .withBody(number == null ? "" : number.n())
                    .build();
        }
    }
}
