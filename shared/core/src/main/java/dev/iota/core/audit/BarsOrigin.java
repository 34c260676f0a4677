package dev.iota.core.audit;

import java.time.Instant;
import java.util.List;

/**
 * What a set of bars was made with.
 *
 * @param command that made it
 * @param machine processor, operating system and tensor library
 * @param model whose hops were re-executed
 * @param hops of each stage and precision
 * @param conditions that they were re-executed under
 * @param quantile of honest re-executions that the bar is put at, before the margin
 */
public record BarsOrigin(
        String command,
        Instant made,
        String machine,
        String model,
        int hops,
        List<String> conditions,
        double quantile) {
    public BarsOrigin {
        conditions = List.copyOf(conditions);
    }
}
