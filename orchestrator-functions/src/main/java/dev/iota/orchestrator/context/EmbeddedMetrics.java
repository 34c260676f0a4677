package dev.iota.orchestrator.context;

import com.amazonaws.services.lambda.runtime.LambdaLogger;
import dev.iota.core.base.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one invocation counts. It is written as lines of CloudWatch's embedded metric format: the log is all that this
 * needs, no call and no right. Powertools would write the same lines, from state of the process instead of an
 * invocation's.
 */
public final class EmbeddedMetrics {
    /** Where CloudWatch shows them; the stack's dashboard names it, too. */
    private static final String NAMESPACE = "iota";

    private record Key(String metric, String reason) {}

    private final String run;
    private final Map<Key, Integer> counts = new LinkedHashMap<>();

    public EmbeddedMetrics(String run) {
        this.run = run;
    }

    /** @param reason one of a handful: each is a metric of its own, and costs as one */
    public void add(String metric, String reason) {
        counts.merge(new Key(metric, reason), 1, Integer::sum);
    }

    public void write(LambdaLogger log, Instant now) {
        counts.forEach((key, count) -> log.log(line(key, count, now)));
        counts.clear();
    }

    private String line(Key key, int count, Instant now) {
        var line = new LinkedHashMap<String, Object>();
        line.put(
                "_aws",
                Map.of(
                        "Timestamp",
                        now.toEpochMilli(),
                        "CloudWatchMetrics",
                        List.of(Map.of(
                                "Namespace",
                                NAMESPACE,
                                "Dimensions",
                                List.of(List.of("run", "reason")),
                                "Metrics",
                                List.of(Map.of("Name", key.metric(), "Unit", "Count"))))));
        line.put("run", run);
        line.put("reason", key.reason());
        line.put(key.metric(), count);
        return Json.write(line);
    }
}
