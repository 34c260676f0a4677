package dev.iota.local.cost;

import dev.iota.cloud.count.CallCounts;
import dev.iota.cloud.count.CallCounts.Calls;
import dev.iota.cloud.count.Causes;
import dev.iota.cloud.shape.Resources;
import dev.iota.local.cost.PriceList.Item;
import dev.iota.local.cost.PriceList.Limit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Multiplies counts by prices. A run with more stages has more hops a microbatch, and crosses more boundaries; what
 * else a microbatch takes stays. What grows with the length of items grows a little more than this says: to know it,
 * count a run with as many stages.
 */
public final class CostModel {
    private static final double BILLION = 1e9;
    private static final double MONTH_SECONDS = 30 * 24 * 3600.0;

    /** The longest that a receive call waits. */
    private static final double POLL_SECONDS = 20;

    /** Pollers that Lambda begins with, for each queue that invokes a function. */
    private static final double POLLERS = 5;

    private static final double POLLED_QUEUES = 3;
    private static final double SWEEP_SECONDS = 60;

    private final CountedUse counted;
    private final int stages;
    private final PriceList list;

    /** @param stages of the run that was counted */
    public CostModel(CallCounts counts, int stages, PriceList list) {
        this.counted = new CountedUse(counts, list);
        this.stages = stages;
        this.list = list;
    }

    /** Completed microbatches. */
    public double microbatches() {
        return counted.times(Causes.MICROBATCH);
    }

    /** What the run costs at a scale. */
    public CostReport at(Scale scale) {
        var parts = perMicrobatch(scale);
        var microbatch = parts.values().stream().reduce(Use.NONE, Use::plus);
        var perBillion = microbatch.times(BILLION / scale.tokensPerMicrobatch());
        var epochs = counted.times(Causes.PUBLISHED);
        return new CostReport(
                new CostReport.Counted(
                        microbatches(),
                        stages,
                        counted.times(Causes.HOP, Causes.EVENTS),
                        counted.times(Causes.STEP),
                        epochs),
                "%s, %s".formatted(list.region(), list.date()),
                scale,
                parts,
                microbatch,
                Bill.of(perBillion, list),
                new CostReport.Idle(miner(scale), run()),
                epochs == 0 ? 0 : epoch(epochs),
                limits(scale, microbatch));
    }

    private Map<String, Use> perMicrobatch(Scale scale) {
        var each = 1 / Math.max(1, microbatches());
        var hops = (2.0 * scale.stages() - 1) / (2.0 * stages - 1);
        var borders = stages == 1 ? 1 : (scale.stages() - 1.0) / (stages - 1.0);
        var parts = new LinkedHashMap<String, Use>();
        parts.put(Causes.HOP, hop(hops, borders).times(each));
        parts.put(Causes.LEASE, counted.of(Causes.LEASE).times(each * hops));
        parts.put(Causes.STEP, counted.of(Causes.STEP).times(each * scale.stages() / stages));
        parts.put(Causes.HEARTBEAT, heartbeats(scale, each));
        parts.put(Causes.AUDIT, counted.of(Causes.AUDIT).times(each * hops));
        return parts;
    }

    /** Objects of hops grow with the boundaries, those of tokens do not. */
    private Use hop(double hops, double borders) {
        Predicate<Calls> objects = call -> call.service().equals("s3");
        Predicate<Calls> ofHops = call -> (call.resource() + "/").equals(Resources.HOP_PREFIX);
        return counted.of(Causes.HOP, objects.negate())
                .times(hops)
                .plus(counted.of(Causes.HOP, objects.and(ofHops)).times(borders))
                .plus(counted.of(Causes.HOP, objects.and(ofHops.negate())));
    }

    /** As often as a miner has to while it works at a microbatch; where nothing is said, as they were counted. */
    private Use heartbeats(Scale scale, double each) {
        if (scale.secondsPerStage() == 0) {
            return counted.of(Causes.BUSY).plus(counted.of(Causes.IDLE)).times(each);
        }
        var needed = scale.stages() * scale.secondsPerStage() / scale.heartbeatSeconds();
        return one(Causes.BUSY).times(needed);
    }

    private Use one(String cause) {
        return counted.of(cause).times(1 / Math.max(1, counted.times(cause)));
    }

    private double miner(Scale scale) {
        var heartbeat = counted.times(Causes.IDLE) > 0 ? one(Causes.IDLE) : one(Causes.BUSY);
        return Bill.of(heartbeat, list).total() * MONTH_SECONDS / scale.heartbeatSeconds()
                + list.of(Item.QUEUE_REQUEST, MONTH_SECONDS / POLL_SECONDS);
    }

    private double run() {
        return Bill.of(one(Causes.SWEEP), list).total() * MONTH_SECONDS / SWEEP_SECONDS
                + list.of(Item.QUEUE_REQUEST, POLLERS * POLLED_QUEUES * MONTH_SECONDS / POLL_SECONDS);
    }

    private double epoch(double epochs) {
        var all = counted.of(Causes.EPOCH).plus(counted.of(Causes.PHASE));
        return Bill.of(all.times(1 / epochs), list).total();
    }

    private List<CostReport.Reached> limits(Scale scale, Use microbatch) {
        var each = 1 / Math.max(1, microbatches());
        var hops = (2.0 * scale.stages() - 1) / (2.0 * stages - 1);
        var found = new ArrayList<CostReport.Reached>();
        // Feeds and progress, an item each of every shard; and the indexes of open microbatches.
        var runs = counted.writes("runs") * each / scale.indexShards();
        var table = counted.writes("microbatches") * each * hops;
        found.add(reached(scale, Limit.KEY_WRITES, "feeds and progress", runs));
        found.add(reached(scale, Limit.KEY_WRITES, "microbatches and their indexes", table / scale.indexShards()));
        found.add(reached(scale, Limit.TABLE_WRITES, "microbatches", table));
        found.add(reached(
                scale,
                Limit.CONCURRENCY,
                "all functions",
                microbatch.functions().gigabyteSeconds() / memoryGb()));
        found.add(reached(
                scale, Limit.API_REQUESTS, "heartbeats", microbatch.others().apiRequests()));
        found.sort(Comparator.comparingDouble(CostReport.Reached::microbatchesPerSecond));
        return List.copyOf(found);
    }

    private static double memoryGb() {
        return Resources.MEMORY_MB / 1024.0;
    }

    private CostReport.Reached reached(Scale scale, Limit limit, String where, double perMicrobatch) {
        var quota = list.quota(limit);
        var rate = perMicrobatch > 0 ? quota.most() / perMicrobatch : Double.MAX_VALUE;
        return new CostReport.Reached(
                "%s: %s".formatted(quota.what(), where),
                quota.most(),
                rate,
                rate * scale.stages() * scale.secondsPerStage());
    }
}
