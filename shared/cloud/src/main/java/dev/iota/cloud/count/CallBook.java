package dev.iota.cloud.count;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/** Sums of calls. As many sums as there are causes and operations, however many calls; safe for several threads. */
public final class CallBook {
    /** A receive call that found nothing: who waits for work makes it, however little there is to do. */
    public static final String EMPTY_RECEIVE = "ReceiveMessageEmpty";

    private static final double NANOS = 1e9;
    private static final String INBOX = "inbox";

    private final InstantSource clock;
    private final Instant since;
    private final Map<Key, Sum> calls = new HashMap<>();
    private final Map<Happening, Times> happenings = new HashMap<>();

    private record Key(String cause, String service, String operation, String resource) {}

    private record Happening(String cause, String via) {}

    private record Times(long times, double seconds) {
        Times plus(Times other) {
            return new Times(times + other.times, seconds + other.seconds);
        }
    }

    private static final class Sum {
        private long times;
        private long failed;
        private final Map<Amount, Double> amounts = new EnumMap<>(Amount.class);
    }

    /** An empty one. */
    public CallBook(InstantSource clock) {
        this.clock = clock;
        this.since = clock.instant();
    }

    /** One that goes on with what was counted before. */
    public CallBook(InstantSource clock, CallCounts before) {
        this.clock = clock;
        this.since = before.since();
        before.causes()
                .forEach(cause -> happenings.put(
                        new Happening(cause.name(), cause.via()), new Times(cause.times(), cause.seconds())));
        for (var call : before.calls()) {
            var sum = sum(new Key(call.cause(), call.service(), call.operation(), call.resource()));
            sum.times = call.times();
            sum.failed = call.failed();
            for (var amount : Amount.values()) {
                if (call.amounts().containsKey(amount.key())) {
                    sum.amounts.put(amount, call.amount(amount));
                }
            }
        }
    }

    /** A call of an SDK client that came to nothing. */
    public void refused(String cause, SdkRequest request) {
        add(cause, service(request), operation(request), resource(request), true, Map.of());
    }

    /**
     * A call of an SDK client.
     *
     * @param answer the response, or what else a client makes of it
     */
    public void answered(String cause, SdkRequest request, Optional<Object> answer) {
        var service = service(request);
        var operation = operation(request);
        var capacities = answer.map(given -> Capacity.of(request, given)).orElse(List.of());
        if (answer.filter(CallBook::isEmpty).isPresent()) {
            add(Causes.WAITING, service, EMPTY_RECEIVE, resource(request), false, Map.of());
            return;
        }
        if (capacities.isEmpty()) {
            add(cause, service, operation, resource(request), false, amounts(request, answer));
            return;
        }
        // One call, and the units of each table that it touched.
        add(cause, service, operation, capacities.getFirst().table(), false, Map.of());
        capacities.forEach(capacity -> units(cause, service, operation, capacity));
    }

    /** A call that nobody makes through the SDK here. */
    public void call(String cause, String service, String operation, String resource, Map<Amount, Double> amounts) {
        add(cause, service, operation, resource, false, amounts);
    }

    /**
     * Something happened.
     *
     * @param via the cause that it is a part of, or itself
     */
    public synchronized void happened(String cause, String via, long nanos) {
        happenings.merge(new Happening(cause, via), new Times(1, nanos / NANOS), Times::plus);
    }

    /** All that was counted so far. */
    public synchronized CallCounts counts() {
        var causes = new ArrayList<CallCounts.Cause>();
        happenings.forEach((happening, times) ->
                causes.add(new CallCounts.Cause(happening.cause(), happening.via(), times.times(), times.seconds())));
        causes.sort(Comparator.comparing(CallCounts.Cause::name).thenComparing(CallCounts.Cause::via));
        var sums = new ArrayList<CallCounts.Calls>();
        calls.forEach((key, sum) -> {
            var amounts = new HashMap<String, Double>();
            sum.amounts.forEach((amount, value) -> amounts.put(amount.key(), value));
            sums.add(new CallCounts.Calls(
                    key.cause(), key.service(), key.operation(), key.resource(), sum.times, sum.failed, amounts));
        });
        sums.sort(Comparator.comparing(CallCounts.Calls::cause)
                .thenComparing(CallCounts.Calls::service)
                .thenComparing(CallCounts.Calls::operation)
                .thenComparing(CallCounts.Calls::resource));
        return new CallCounts(since, clock.instant(), causes, sums);
    }

    private synchronized void add(
            String cause, String service, String operation, String resource, boolean failed, Map<Amount, Double> more) {
        var sum = sum(new Key(cause, service, operation, kind(resource)));
        sum.times++;
        sum.failed += failed ? 1 : 0;
        more.forEach((amount, value) -> sum.amounts.merge(amount, value, Double::sum));
    }

    private synchronized void units(String cause, String service, String operation, Capacity capacity) {
        var sum = sum(new Key(cause, service, operation, kind(capacity.table())));
        capacity.units().forEach((amount, value) -> sum.amounts.merge(amount, value, Double::sum));
    }

    private Sum sum(Key key) {
        return calls.computeIfAbsent(key, _ -> new Sum());
    }

    /** The SDK has the models of each service in a package of its own. */
    private static String service(SdkRequest request) {
        var parts = request.getClass().getName().split("\\.", -1);
        return parts[parts.length - 3];
    }

    private static String operation(SdkRequest request) {
        return request.getClass().getSimpleName().replaceAll("Request$", "");
    }

    private static boolean isEmpty(Object answer) {
        return answer instanceof ReceiveMessageResponse received
                && received.messages().isEmpty();
    }

    private static String resource(SdkRequest request) {
        return switch (request) {
            case SendMessageRequest r -> r.queueUrl();
            case SendMessageBatchRequest r -> r.queueUrl();
            case ReceiveMessageRequest r -> r.queueUrl();
            case DeleteMessageRequest r -> r.queueUrl();
            case DeleteMessageBatchRequest r -> r.queueUrl();
            default -> "";
        };
    }

    private static Map<Amount, Double> amounts(SdkRequest request, Optional<Object> answer) {
        return switch (request) {
            case SendMessageRequest r -> Map.of(Amount.MESSAGES, 1.0);
            case SendMessageBatchRequest r ->
                Map.of(Amount.MESSAGES, (double) r.entries().size());
            case ReceiveMessageRequest r
            when answer.isPresent() && answer.get() instanceof ReceiveMessageResponse received ->
                Map.of(Amount.MESSAGES, (double) received.messages().size());
            case PutObjectRequest r
            when r.contentLength() != null ->
                Map.of(Amount.BYTES_IN, r.contentLength().doubleValue());
            default -> Map.of();
        };
    }

    /** Of a table, its name without the run's; the same of a queue, by its URL. All inboxes are one kind. */
    private static String kind(String resource) {
        return resource.contains("-" + INBOX + "-") ? INBOX : resource.substring(resource.lastIndexOf('-') + 1);
    }
}
