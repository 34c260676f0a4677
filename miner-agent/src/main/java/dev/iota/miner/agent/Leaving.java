package dev.iota.miner.agent;

import dev.iota.core.wire.Work;
import dev.iota.miner.agent.compute.DeviceQueue;
import dev.iota.miner.agent.compute.HandedIn;
import dev.iota.miner.agent.compute.HeldLeases;
import dev.iota.miner.agent.compute.Steps;
import dev.iota.miner.agent.compute.Task;
import dev.iota.miner.agent.context.MinerContext;
import dev.iota.miner.agent.link.Heartbeat;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * How a miner leaves before its epoch is over: it says so, waits a while for the gradients of what it has computed,
 * takes the last step, uploads what the epoch has of it, and ends. What it leaves undone others do.
 */
final class Leaving {
    /** Gradients are waited for so long: a microbatch that is on its way has passed all stages by then. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Duration LOOK = Duration.ofMillis(100);

    private final MinerContext context;
    private final Reports reports;
    private final HeldLeases heldLeases;
    private final Steps steps;
    private final DeviceQueue desk;
    private final WorkEnd end;

    Leaving(MinerContext context, Reports reports, HeldLeases heldLeases, Steps steps, DeviceQueue desk, WorkEnd end) {
        this.context = context;
        this.reports = reports;
        this.heldLeases = heldLeases;
        this.steps = steps;
        this.desk = desk;
        this.end = end;
    }

    /** Returns when the miner has been told to end. */
    void leave(Heartbeat heartbeat) throws InterruptedException {
        reports.leaves();
        heartbeat.beatNow();
        awaitGradients();
        var epoch = steps.epoch();
        var handedIn = handIn(epoch);
        switch (handedIn.outcome()) {
            case STORED -> end.asked("it leaves, and what it trained in epoch %d is handed in".formatted(epoch));
            case NOTHING -> end.asked("it leaves, with nothing to hand in for epoch %d".formatted(epoch));
            case FAILED, BUSY ->
                end.inVain(("it leaves, and what it trained in epoch %d is not handed in: %s; it counts if the miner is"
                                + " started again before the epoch is over")
                        .formatted(epoch, handedIn.reason()));
        }
    }

    private void awaitGradients() throws InterruptedException {
        var until = context.clock().instant().plus(PATIENCE);
        context.log()
                .info(
                        "leaves: {} gradients are waited for, for {} s at the most",
                        steps.awaiting().size(),
                        PATIENCE.toSeconds());
        while (heldLeases.size() + steps.awaiting().size() > 0
                && context.clock().instant().isBefore(until)) {
            Thread.sleep(LOOK);
        }
        if (heldLeases.size() + steps.awaiting().size() > 0) {
            context.log()
                    .info(
                            "leaves {} hops and {} gradients to others",
                            heldLeases.size(),
                            steps.awaiting().size());
        }
    }

    private HandedIn handIn(int epoch) throws InterruptedException {
        var spec = context.spec();
        var until = context.clock().instant().plus(spec.epochs().quorums().grace());
        var work = new Work.Collect(spec.run(), epoch, context.stage(), until);
        var answers = new LinkedBlockingQueue<HandedIn>();
        while (true) {
            desk.put(new Task.HandIn(work, answers::add));
            var answer = answers.take();
            if (answer.outcome() != HandedIn.Outcome.BUSY) {
                return answer;
            }
            Thread.sleep(LOOK);
        }
    }
}
