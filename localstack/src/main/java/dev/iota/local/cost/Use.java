package dev.iota.local.cost;

/**
 * What something takes of the services.
 *
 * @param tableWrites write units of tables
 * @param indexWrites write units of indexes
 * @param reads read units
 * @param queueRequests requests to SQS
 * @param objectPuts requests to S3 that write
 * @param objectGets requests to S3 that read
 * @param functions what Lambda bills
 * @param others what is billed by request elsewhere
 */
public record Use(
        double tableWrites,
        double indexWrites,
        double reads,
        double queueRequests,
        double objectPuts,
        double objectGets,
        Functions functions,
        Others others) {
    static final Use NONE = new Use(0, 0, 0, 0, 0, 0, new Functions(0, 0), new Others(0, 0));

    /** Invocations, and their memory times their seconds. */
    public record Functions(double invocations, double gigabyteSeconds) {}

    /** Requests over HTTP, and states that executions entered. */
    public record Others(double apiRequests, double stateTransitions) {}

    Use plus(Use other) {
        return new Use(
                tableWrites + other.tableWrites,
                indexWrites + other.indexWrites,
                reads + other.reads,
                queueRequests + other.queueRequests,
                objectPuts + other.objectPuts,
                objectGets + other.objectGets,
                new Functions(
                        functions.invocations() + other.functions.invocations(),
                        functions.gigabyteSeconds() + other.functions.gigabyteSeconds()),
                new Others(
                        others.apiRequests() + other.others.apiRequests(),
                        others.stateTransitions() + other.others.stateTransitions()));
    }

    Use times(double factor) {
        return new Use(
                tableWrites * factor,
                indexWrites * factor,
                reads * factor,
                queueRequests * factor,
                objectPuts * factor,
                objectGets * factor,
                new Functions(functions.invocations() * factor, functions.gigabyteSeconds() * factor),
                new Others(others.apiRequests() * factor, others.stateTransitions() * factor));
    }

    /** Write units with those of indexes. */
    public double writes() {
        return tableWrites + indexWrites;
    }
}
