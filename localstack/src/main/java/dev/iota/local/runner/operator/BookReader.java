package dev.iota.local.runner.operator;

import dev.iota.cloud.table.FeedTable;
import dev.iota.cloud.table.MinerRecord;
import dev.iota.cloud.table.StepRecord;
import dev.iota.core.api.StatusResponse;
import dev.iota.core.epoch.TrafficState;
import dev.iota.core.routing.Feed;
import dev.iota.core.wire.MergeTraffic;
import dev.iota.orchestrator.admin.MinerAdmin;
import dev.iota.orchestrator.admin.Receipts;
import dev.iota.orchestrator.admin.RunStatus;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads what the tables of a run say at the end of a session. */
final class BookReader {
    private final RunStatus status;
    private final Receipts receipts;
    private final MinerAdmin miners;
    private final FeedTable feeds;

    BookReader(RunStatus status, Receipts receipts, MinerAdmin miners, FeedTable feeds) {
        this.status = status;
        this.receipts = receipts;
        this.miners = miners;
        this.feeds = feeds;
    }

    /** @param damaged asks for the token shards that are damaged; takes as long as they are large */
    Books read(int window, StatusResponse before, Instant since, Supplier<List<String>> damaged) {
        var tally = new Tally(window);
        receipts.microbatches().forEach(tally::add);
        var steps = new HashMap<Integer, Long>();
        var session = new HashMap<Integer, Long>();
        receipts.steps()
                .filter(record -> !record.discarded())
                .map(StepRecord::step)
                .forEach(step -> {
                    steps.merge(step.stage(), 1L, Long::sum);
                    session.merge(step.stage(), step.epoch() >= before.epoch() ? 1L : 0L, Long::sum);
                });
        var traffic = status.traffic().stream()
                .collect(Collectors.toMap(TrafficState::epoch, TrafficState::traffic, MergeTraffic::plus));
        var now = status.now();
        // What fails everywhere is lost, or given back if the run ends before.
        var givenBack = givenBack();
        var shards = now.lost() > before.lost() || givenBack > 0 ? damaged.get() : List.<String>of();
        var evictions = miners.miners().stream()
                .filter(miner ->
                        miner.conduct().evictedUntil().filter(since::isBefore).isPresent())
                .map(BookReader::eviction);
        var alarms = Stream.concat(shards.stream(), evictions).toList();
        return new Books(now, tally, new Books.Steps(steps, session), traffic, givenBack, alarms);
    }

    /** Data positions that wait to start again. */
    long givenBack() {
        return feeds.all().stream().mapToLong(Feed::waiting).sum();
    }

    private static String eviction(MinerRecord miner) {
        return "miner %s of stage %d was evicted: %s"
                .formatted(miner.hotkey(), miner.stage(), miner.conduct().reason());
    }
}
