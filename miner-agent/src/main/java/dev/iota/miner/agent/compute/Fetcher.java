package dev.iota.miner.agent.compute;

import dev.iota.agent.failure.InputBadException;
import dev.iota.agent.failure.TooLateException;
import dev.iota.agent.link.HopObjects;
import dev.iota.agent.link.PresignedObjects;
import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.Direction;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.Source;
import dev.iota.core.wire.Work;
import dev.iota.miner.agent.context.MinerContext;
import dev.iota.miner.agent.metrics.Meters;
import dev.iota.miner.agent.step.HopInput;
import dev.iota.miner.agent.view.HopReceipt;
import dev.iota.miner.agent.view.HopReceipt.Outcome;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;

/** Brings the inputs of a hop into memory, each hop on a thread of its own, and lays the task on the desk. */
public final class Fetcher {
    private final RunSpec spec;
    private final int stage;
    private final HopObjects hopObjects;
    private final DeviceQueue desk;
    private final Publisher publisher;
    private final ThreadFactory threads;
    private final Meters meters;
    private final Logger log;
    private final AtomicInteger fetching = new AtomicInteger();

    public Fetcher(MinerContext context, PresignedObjects presignedObjects, DeviceQueue desk, Publisher publisher) {
        this.spec = context.spec();
        this.stage = context.stage();
        this.hopObjects = new HopObjects(context.spec(), presignedObjects);
        this.desk = desk;
        this.publisher = publisher;
        this.threads = context.threads();
        this.meters = context.meters();
        this.log = context.log();
    }

    public void fetch(Work.Forward work) {
        start(
                work.microbatch(),
                Direction.FORWARD,
                work.lease(),
                work.epoch(),
                () -> new Task.Forward(
                        work, input(work.tokens(), work.input(), spec.leases().lastUse(work.until()))));
    }

    public void fetch(Work.Backward work) {
        start(work.microbatch(), Direction.BACKWARD, work.lease(), work.epoch(), () -> {
            var gradient = hopObjects.activations(work.gradient(), spec.leases().lastUse(work.until()));
            return new Task.Backward(work, gradient.tensor(), gradient.sha256(), Optional.empty());
        });
    }

    /** The forward is not held here: fetch what it takes to compute it again. */
    void fetchRescue(Task.Backward task) {
        var work = task.work();
        start(
                work.microbatch(),
                Direction.BACKWARD,
                work.lease(),
                work.epoch(),
                () -> new Task.Backward(work, task.gradient(), task.gradientSha256(), Optional.of(rescue(work))));
    }

    @FunctionalInterface
    private interface Fetch {
        Task run() throws InputBadException, TooLateException, InterruptedException;
    }

    private void start(long microbatch, Direction direction, String lease, int epoch, Fetch fetch) {
        threads.newThread(() -> {
                    try {
                        attempt(microbatch, direction, lease, epoch, fetch);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt(); // the miner ends
                    }
                })
                .start();
    }

    private void attempt(long microbatch, Direction direction, String lease, int epoch, Fetch fetch)
            throws InterruptedException {
        fetching.incrementAndGet();
        try {
            desk.put(fetch.run());
        } catch (InputBadException e) {
            meters.inputBad();
            log.warn("{} of microbatch {}: bad input: {}", direction, microbatch, e.getMessage());
            var reason = String.valueOf(e.getMessage());
            notDone(Outcome.BAD_INPUT, microbatch, direction, epoch, reason);
            publisher.answer(
                    new Event.InputBad(spec.run(), epoch, microbatch, stage, direction, lease, reason),
                    Optional.empty());
        } catch (TooLateException e) {
            meters.dropped();
            log.warn("{} of microbatch {} dropped: {}", direction, microbatch, e.getMessage());
            notDone(Outcome.DROPPED, microbatch, direction, epoch, String.valueOf(e.getMessage()));
            publisher.giveUp(lease);
        } finally {
            fetching.decrementAndGet();
        }
    }

    private void notDone(Outcome outcome, long microbatch, Direction direction, int epoch, String reason) {
        var activity = meters.activity();
        activity.answered(HopReceipt.not(activity.now(), outcome, direction, epoch, microbatch, reason));
    }

    /** Hops whose inputs are on their way. */
    public int size() {
        return fetching.get();
    }

    private Task.Rescue rescue(Work.Backward work) throws InputBadException, TooLateException, InterruptedException {
        var end = spec.leases().lastUse(work.until());
        return new Task.Rescue(
                input(work.tokens(), work.input(), end),
                hopObjects.activations(work.stored(), end).tensor());
    }

    private HopInput input(Optional<Source> tokens, Optional<Source> input, Instant end)
            throws InputBadException, TooLateException, InterruptedException {
        var head = spec.model().isHead(stage);
        var wanted = head || spec.model().isTail(stage);
        if ((wanted && tokens.isEmpty()) || (!head && input.isEmpty())) {
            throw new InputBadException(
                    "the work names no %s".formatted(head || input.isPresent() ? "tokens" : "input"));
        }
        var ids = wanted
                ? Optional.of(hopObjects.tokens(tokens.orElseThrow(), end))
                : Optional.<HopObjects.TokenRecord>empty();
        if (head) {
            var record = ids.orElseThrow();
            return new HopInput(Optional.of(record.tokens()), Optional.empty(), record.sha256());
        }
        var tensor = hopObjects.activations(input.orElseThrow(), end);
        return new HopInput(ids.map(HopObjects.TokenRecord::tokens), Optional.of(tensor.tensor()), tensor.sha256());
    }
}
