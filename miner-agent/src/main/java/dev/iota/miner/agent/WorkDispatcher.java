package dev.iota.miner.agent;

import dev.iota.core.base.MalformedException;
import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.Direction;
import dev.iota.core.wire.Work;
import dev.iota.miner.agent.compute.DeviceQueue;
import dev.iota.miner.agent.compute.Fetcher;
import dev.iota.miner.agent.compute.HeldLeases;
import dev.iota.miner.agent.compute.Task;
import dev.iota.miner.agent.context.MinerContext;
import dev.iota.miner.agent.epoch.StateLoader;
import dev.iota.miner.agent.merge.ShardQueue;
import dev.iota.miner.agent.metrics.Meters;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.IntSupplier;
import org.slf4j.Logger;

/**
 * Decides what happens to a piece of work that was found in the inbox: taken over, or dropped with a line in the log.
 */
final class WorkDispatcher {
    private final RunSpec spec;
    private final int stage;
    private final HeldLeases heldLeases;
    private final Destinations destinations;
    private final IntSupplier epoch;
    private final int parked;
    private final InstantSource clock;
    private final Meters meters;
    private final Logger log;

    /**
     * Where work goes that is taken over.
     *
     * @param fetcher takes hops, whose inputs come first
     * @param desk takes what only the device can do
     * @param shards takes shards of a merge
     * @param loader takes what the next epoch begins from
     * @param end is told when the run ends, or this miner's time at the stage
     */
    record Destinations(Fetcher fetcher, DeviceQueue desk, ShardQueue shards, StateLoader loader, WorkEnd end) {}

    /**
     * @param epoch that the miner is in
     * @param parked hops of a later epoch that may wait here until it begins
     */
    WorkDispatcher(
            MinerContext context, HeldLeases heldLeases, Destinations destinations, IntSupplier epoch, int parked) {
        this.spec = context.spec();
        this.stage = context.stage();
        this.heldLeases = heldLeases;
        this.destinations = destinations;
        this.epoch = epoch;
        this.parked = parked;
        this.clock = context.clock();
        this.meters = context.meters();
        this.log = context.log();
    }

    /** @throws MalformedException if the work cannot be meant: a stage's input or output is missing */
    void take(Work work) {
        if (!work.run().equals(spec.run())) {
            drop(work, "it is of run '%s'".formatted(work.run()));
            return;
        }
        switch (work) {
            case Work.Forward forward -> {
                if (isMine(forward, forward.stage(), forward.until()) && hasRoom(forward)) {
                    check(forward);
                    if (heldLeases.take(forward.microbatch(), Direction.FORWARD, forward.lease())) {
                        destinations.fetcher().fetch(forward);
                    }
                }
            }
            case Work.Backward backward -> {
                if (isMine(backward, backward.stage(), backward.until()) && hasRoom(backward)) {
                    check(backward);
                    if (heldLeases.take(backward.microbatch(), Direction.BACKWARD, backward.lease())) {
                        destinations.fetcher().fetch(backward);
                    }
                }
            }
            case Work.Collect collect -> {
                if (isMine(collect, collect.stage(), collect.until())) {
                    destinations.desk().put(new Task.Collect(collect));
                }
            }
            case Work.OfShard shard -> {
                if (clock.instant().isAfter(shard.until())) {
                    drop(work, "its lease ran out at %s".formatted(shard.until()));
                } else {
                    destinations.shards().take(shard);
                }
            }
            case Work.Load load -> {
                if (load.stage() != stage) {
                    drop(work, "it is for stage %d, this is stage %d".formatted(load.stage(), stage));
                } else if (load.epoch() > epoch.getAsInt()) {
                    destinations.loader().start(load);
                }
            }
            case Work.Audit audit -> drop(work, "it is for a validator");
            case Work.HeldOut heldOut -> drop(work, "it is for a validator");
            case Work.Move move -> {
                if (move.stage() == stage && move.epoch() > epoch.getAsInt()) {
                    destinations.end().moves("epoch %d is worked at another stage".formatted(move.epoch()));
                } else {
                    drop(work, "it is for stage %d before epoch %d".formatted(move.stage(), move.epoch()));
                }
            }
            case Work.Stop end -> destinations.end().asked("the run ends: " + end.reason());
        }
    }

    private boolean isMine(Work work, int at, Instant until) {
        if (at != stage) {
            drop(work, "it is for stage %d, this is stage %d".formatted(at, stage));
            return false;
        }
        if (clock.instant().isAfter(until)) {
            drop(work, "its lease ran out at %s".formatted(until));
            return false;
        }
        return true;
    }

    /**
     * Work of a later epoch waits until that begins, as long as its lease runs; but it must not keep other work out.
     */
    private boolean hasRoom(Work work) {
        if (work.epoch() > epoch.getAsInt() && heldLeases.size() >= parked) {
            drop(work, "it is of epoch %d, and this is epoch %d".formatted(work.epoch(), epoch.getAsInt()));
            return false;
        }
        return true;
    }

    private void drop(Work work, String reason) {
        meters.dropped();
        log.info("dropped {}: {}", describe(work), reason);
    }

    private void check(Work.Forward forward) {
        var model = spec.model();
        require(forward.tokens().isPresent() || !(model.isHead(stage) || model.isTail(stage)), forward, "tokens");
        require(forward.input().isPresent() != model.isHead(stage), forward, "an input, at all stages but the head,");
        var output = !(model.isTail(stage) && model.isHead(stage));
        require(forward.output().isPresent() == output, forward, "an output, unless there is one stage only,");
    }

    private void check(Work.Backward backward) {
        var model = spec.model();
        require(!model.isTail(stage), backward, "to be for a stage before the tail");
        require(
                backward.output().isPresent() != model.isHead(stage),
                backward,
                "an output, at all stages but the head,");
    }

    private static void require(boolean condition, Work work, String what) {
        if (!condition) {
            throw new MalformedException("%s needs %s and is otherwise".formatted(describe(work), what));
        }
    }

    /** What a person needs to find it again; no URL, since a URL is a right. */
    private static String describe(Work work) {
        return switch (work) {
            case Work.Forward f -> "forward of microbatch %d, lease %s".formatted(f.microbatch(), f.lease());
            case Work.Backward b -> "backward of microbatch %d, lease %s".formatted(b.microbatch(), b.lease());
            case Work.Stop s -> "stop of run '%s'".formatted(s.run());
            case Work.OfShard s ->
                "%s of shard %d, lease %s".formatted(s.getClass().getSimpleName(), s.shard(), s.lease());
            case Work.Collect c -> "collect of epoch %d".formatted(c.epoch());
            case Work.Audit a -> "audit %s, lease %s".formatted(a.audit(), a.lease());
            case Work.HeldOut h -> "held-out loss of epoch %d".formatted(h.epoch());
            case Work.Move m -> "move from stage %d in epoch %d".formatted(m.stage(), m.epoch());
            case Work.Load l -> "load of epoch %d".formatted(l.epoch());
        };
    }
}
