package dev.iota.local.cost;

import dev.iota.local.cost.PriceList.Item;

/** Dollars, by service. */
public record Bill(double dynamoDb, double sqs, double s3, double lambda, double api, double states, double total) {
    static Bill of(Use use, PriceList list) {
        var dynamoDb = list.of(Item.WRITE_UNIT, use.writes()) + list.of(Item.READ_UNIT, use.reads());
        var sqs = list.of(Item.QUEUE_REQUEST, use.queueRequests());
        var s3 = list.of(Item.OBJECT_PUT, use.objectPuts()) + list.of(Item.OBJECT_GET, use.objectGets());
        var lambda = list.of(Item.INVOCATION, use.functions().invocations())
                + list.of(Item.GIGABYTE_SECOND, use.functions().gigabyteSeconds());
        var api = list.of(Item.API_REQUEST, use.others().apiRequests());
        var states = list.of(Item.STATE_TRANSITION, use.others().stateTransitions());
        return new Bill(dynamoDb, sqs, s3, lambda, api, states, dynamoDb + sqs + s3 + lambda + api + states);
    }
}
