package dev.iota.orchestrator.merge;

import dev.iota.core.epoch.Effect;
import dev.iota.core.epoch.ShardState;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import java.util.Optional;

/** What the merge function is asked to do: shards that nobody is left for, disputes, and spot checks. */
final class SpotCheckTasks {
    private final Services services;
    private final StructuredLog structuredLog = new StructuredLog(SpotCheckTasks.class);

    SpotCheckTasks(Services services) {
        this.services = services;
    }

    /** Writes down what is computed again; empty if another writer was faster. */
    Optional<ShardState> draw(ShardState shard, Effect.Draw draw) {
        var next = shard.withDraw(draw.blocks(), draw.share());
        return services.epochs().replace(next) ? Optional.of(next) : Optional.empty();
    }

    /** Leaves something to the merge function; empty if another writer was faster. */
    Optional<ShardState> delegate(ShardState shard, Effect.Delegate delegate) {
        // Sent first: killed in between, it is done once too often and counts once.
        services.merges().send(delegate.task());
        var next = shard.delegatedUntil(delegate.until());
        if (!services.epochs().replace(next)) {
            return Optional.empty();
        }
        structuredLog.notable(
                "left to the merge function", delegate.reason(), "stage", shard.stage(), "shard", shard.index());
        return Optional.of(next);
    }
}
