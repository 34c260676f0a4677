package dev.iota.local.cost;

import dev.iota.local.cost.PriceList.Item;

/**
 * Dollars, by service.
 *
 * @param provisioned what DynamoDB asks for where the capacity of tables is provisioned, and used as far as its scaling
 *     aims at; not in the total
 */
public record Bill(
        double dynamoDb,
        double provisioned,
        double sqs,
        double s3,
        double lambda,
        double api,
        double states,
        double total) {
    private static final double HOUR_SECONDS = 3600;

    /** Of a provisioned unit, how much is used: what the stack's scaling aims at ({@code TableCapacity}). */
    static final double USED = 0.7;

    static Bill of(Use use, PriceList list) {
        var dynamoDb = list.of(Item.WRITE_UNIT, use.writes()) + list.of(Item.READ_UNIT, use.reads());
        var hours = 1 / (HOUR_SECONDS * USED);
        var provisioned =
                list.of(Item.WRITE_UNIT_HOUR, use.writes() * hours) + list.of(Item.READ_UNIT_HOUR, use.reads() * hours);
        var sqs = list.of(Item.QUEUE_REQUEST, use.queueRequests());
        var s3 = list.of(Item.OBJECT_PUT, use.objectPuts()) + list.of(Item.OBJECT_GET, use.objectGets());
        var lambda = list.of(Item.INVOCATION, use.functions().invocations())
                + list.of(Item.GIGABYTE_SECOND, use.functions().gigabyteSeconds());
        var api = list.of(Item.API_REQUEST, use.others().apiRequests());
        var states = list.of(Item.STATE_TRANSITION, use.others().stateTransitions());
        return new Bill(
                dynamoDb, provisioned, sqs, s3, lambda, api, states, dynamoDb + sqs + s3 + lambda + api + states);
    }

    /** The total where the capacity of tables is provisioned. */
    double totalProvisioned() {
        return total - dynamoDb + provisioned;
    }
}
