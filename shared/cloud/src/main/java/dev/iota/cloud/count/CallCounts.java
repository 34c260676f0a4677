package dev.iota.cloud.count;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Calls that were counted, as they are written down.
 *
 * @param since when counting began
 * @param until when it was written down
 * @param causes what happened how often
 * @param calls what it called
 */
public record CallCounts(Instant since, Instant until, List<Cause> causes, List<Calls> calls) {
    public CallCounts {
        causes = List.copyOf(causes);
        calls = List.copyOf(calls);
    }

    /**
     * What makes the system call services.
     *
     * @param name as calls have it
     * @param via the cause that it is a part of; its own name, where it is none's
     * @param times how often it happened
     * @param seconds that it took, all times together
     */
    public record Cause(String name, String via, long times, double seconds) {}

    /**
     * Calls of one operation.
     *
     * @param cause why they were made
     * @param service as the SDK names it, with {@code api} for requests that come in over HTTP
     * @param operation as the service names it
     * @param resource table, queue or kind of object, without the run's name; empty where there is none
     * @param times how often
     * @param failed how many of them were refused: DynamoDB bills them, and does not say how many units
     * @param amounts what they took besides, by what it is counted in
     */
    public record Calls(
            String cause,
            String service,
            String operation,
            String resource,
            long times,
            long failed,
            Map<String, Double> amounts) {
        public Calls {
            amounts = Map.copyOf(amounts);
        }

        /** What they took of one kind; 0 if none. */
        public double amount(Amount amount) {
            return amounts.getOrDefault(amount.key(), 0.0);
        }

        /** In the order of the alphabet: what is written down can be compared. */
        @Override
        public Map<String, Double> amounts() {
            return new TreeMap<>(amounts);
        }
    }
}
