package dev.iota.local.cloud.access;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what was refused, by service and reason. */
public final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
    private static final String METRIC = "iota_cloud_refused_total";

    /** Reasons are AWS's codes and HTTP statuses, so there are a few dozen at most. */
    private final Map<String, LongAdder> counts = new ConcurrentSkipListMap<>();

    public void count(String service, DeniedException denied) {
        LOG.debug("{} refused: {}: {}", service, denied.code(), denied.getMessage());
        count(service, denied.code());
    }

    public void count(String service, String reason) {
        counts.computeIfAbsent(
                        "%s{service=\"%s\",reason=\"%s\"}".formatted(METRIC, service, reason), name -> new LongAdder())
                .increment();
    }

    /** The counts as Prometheus reads them. */
    public String prometheus() {
        var text = new StringBuilder("# TYPE %s counter\n".formatted(METRIC));
        counts.forEach((name, count) ->
                text.append(name).append(' ').append(count.sum()).append('\n'));
        return text.toString();
    }
}
