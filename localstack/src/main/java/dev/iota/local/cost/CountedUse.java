package dev.iota.local.cost;

import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.iota.cloud.count.Amount;
import dev.iota.cloud.count.CallCounts;
import dev.iota.cloud.count.CallCounts.Calls;
import dev.iota.cloud.count.CallCounts.Cause;
import dev.iota.cloud.count.Causes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * What each cause took of the services. What several causes have in common, as an invocation with the events of a
 * batch, is theirs in the proportion of their times.
 */
final class CountedUse {
    /** What is only noted, and causes no calls. */
    private static final Set<String> NOTED = Set.of(Causes.MICROBATCH, Causes.PUBLISHED);

    private final CallCounts counts;
    private final PriceList list;
    private final Map<String, Double> billed;

    CountedUse(CallCounts counts, PriceList list) {
        this.list = list;
        this.counts = counts;
        this.billed = factors(counts.calls());
    }

    /** How often something happened. */
    double times(String cause) {
        return counts.causes().stream()
                .filter(known -> known.name().equals(cause))
                .mapToLong(Cause::times)
                .sum();
    }

    /** The same as a part of another cause. */
    double times(String cause, String via) {
        return counts.causes().stream()
                .filter(known -> known.name().equals(cause) && known.via().equals(via))
                .mapToLong(Cause::times)
                .sum();
    }

    /** All that a cause took. */
    Use of(String cause) {
        return of(cause, call -> true);
    }

    /** What a cause took in some calls. */
    Use of(String cause, Predicate<Calls> which) {
        var own = sum(cause, which);
        return counts.causes().stream()
                .filter(part -> part.name().equals(cause) && !part.via().equals(cause))
                .map(part -> sum(part.via(), which).times(part.times() / timesOfParts(part.via())))
                .reduce(own, Use::plus);
    }

    /** Write units of one table, and those of its indexes. */
    double writes(String table) {
        return counts.calls().stream()
                .filter(call -> call.resource().equals(table))
                .mapToDouble(
                        call -> factor(call) * (call.amount(Amount.TABLE_WRITES) + call.amount(Amount.INDEX_WRITES)))
                .sum();
    }

    private double timesOfParts(String via) {
        return counts.causes().stream()
                .filter(part -> part.via().equals(via) && !part.name().equals(via) && !NOTED.contains(part.name()))
                .mapToLong(Cause::times)
                .sum();
    }

    private Use sum(String cause, Predicate<Calls> which) {
        return counts.calls().stream()
                .filter(call -> call.cause().equals(cause))
                .filter(which)
                .map(call -> use(call).plus(waiting(call)))
                .reduce(Use.NONE, Use::plus);
    }

    /** The time of the function that made a call, if one did. */
    private Use waiting(Calls call) {
        return isOfFunctions(call)
                ? functions(0, list.gigabyteSeconds(call.service(), (double) call.times()))
                : Use.NONE;
    }

    /** Agents send events, read inboxes and move objects whose kind is known; Lambda itself reads the queues. */
    private static boolean isOfFunctions(Calls call) {
        return switch (call.service()) {
            case "sqs" ->
                !call.resource().equals("events")
                        && !call.operation().startsWith("Receive")
                        && !call.operation().startsWith("Delete");
            case "s3" -> call.resource().isEmpty();
            default -> true;
        };
    }

    private static Use functions(double invocations, double gigabyteSeconds) {
        return new Use(0, 0, 0, 0, 0, 0, new Use.Functions(invocations, gigabyteSeconds), Use.NONE.others());
    }

    private Use use(Calls call) {
        var times = (double) call.times();
        return switch (call.service()) {
            case "dynamodb" ->
                new Use(
                        call.amount(Amount.TABLE_WRITES) * factor(call),
                        call.amount(Amount.INDEX_WRITES) * factor(call),
                        call.amount(Amount.READS) * factor(call),
                        0,
                        0,
                        0,
                        Use.NONE.functions(),
                        Use.NONE.others());
            case "sqs" -> new Use(0, 0, 0, times, 0, 0, Use.NONE.functions(), Use.NONE.others());
            case "s3" -> objects(call.operation(), times);
            case "lambda" -> functions(times, 0);
            case "api" -> new Use(0, 0, 0, 0, 0, 0, Use.NONE.functions(), new Use.Others(times, 0));
            case "states" -> new Use(0, 0, 0, 0, 0, 0, Use.NONE.functions(), new Use.Others(0, times));
            default -> Use.NONE;
        };
    }

    /** S3 asks most for what writes and for lists, little for reading, and nothing for removing. */
    private static Use objects(String operation, double times) {
        var removes = operation.startsWith("Delete") || operation.startsWith("Abort");
        var reads = operation.startsWith("Get") || operation.startsWith("Head");
        return new Use(
                0, 0, 0, 0, removes || reads ? 0 : times, reads ? times : 0, Use.NONE.functions(), Use.NONE.others());
    }

    /** DynamoDB bills what it refuses, and does not say what: taken for as much as the same calls that it did. */
    private double factor(Calls call) {
        return billed.getOrDefault(key(call), 1.0);
    }

    private static Map<String, Double> factors(List<Calls> calls) {
        return calls.stream()
                .filter(call -> call.service().equals("dynamodb"))
                .collect(groupingBy(CountedUse::key, collectingAndThen(toList(), same -> {
                    var all = sum(same.stream(), Calls::times);
                    var done = all - sum(same.stream(), Calls::failed);
                    return done == 0 ? 1.0 : all / done;
                })));
    }

    private static double sum(Stream<Calls> calls, ToLongFunction<Calls> what) {
        return calls.mapToLong(what).sum();
    }

    private static String key(Calls call) {
        return call.cause() + "/" + call.operation();
    }
}
