package dev.iota.miner.agent.compute;

import dev.iota.core.base.MalformedException;
import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.RefusalCause;
import dev.iota.core.wire.StepEntry;
import dev.iota.miner.agent.context.MinerContext;
import dev.iota.miner.agent.metrics.Meters;
import dev.iota.miner.agent.step.Applied;
import dev.iota.miner.agent.step.HopInput;
import dev.iota.miner.agent.step.OpenStep;
import dev.iota.model.engine.BackwardResult;
import dev.iota.model.engine.RescueDifferenceException;
import dev.iota.model.engine.StageEngine;
import dev.iota.model.optim.NonFiniteException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;

/** Computes hops, forwards and backwards. Only the device's thread calls it. */
public final class Hops {
    /** Thirds of the work of a microbatch. */
    private static final int FORWARD = 1;

    private static final int BACKWARD = 2;

    private final RunSpec spec;
    private final int stage;
    private final StageEngine engine;
    private final Steps steps;
    private final Applied applied;
    private final Fetcher fetcher;
    private final HopReplies hopReplies;
    private final InstantSource clock;
    private final Meters meters;
    private final Logger log;
    /** Hash of the input of each forward that is held. */
    private final Map<Long, String> inputs = new HashMap<>();

    public Hops(
            MinerContext context,
            StageEngine engine,
            Steps steps,
            Applied applied,
            Fetcher fetcher,
            HopReplies hopReplies) {
        this.spec = context.spec();
        this.stage = context.stage();
        this.engine = engine;
        this.steps = steps;
        this.applied = applied;
        this.fetcher = fetcher;
        this.hopReplies = hopReplies;
        this.clock = context.clock();
        this.meters = context.meters();
        this.log = context.log();
    }

    /** Whether a hop can be dealt with now. Work of a later epoch waits for that epoch, as long as its lease runs. */
    public boolean isAdmissible(Task.OfHop task) {
        var hopTask = HopTask.of(task);
        if (isOverdue(hopTask.until()) || hopTask.epoch() < steps.epoch()) {
            return true;
        }
        if (hopTask.epoch() > steps.epoch()) {
            return false;
        }
        return switch (task) {
            case Task.Backward _ -> true;
            case Task.Forward _ ->
                applied.contains(hopTask.microbatch())
                        || steps.open().admission(hopTask.microbatch()) != OpenStep.Admission.FULL;
        };
    }

    public void forward(Task.Forward task) throws InterruptedException {
        var work = task.work();
        var hopTask = HopTask.of(task);
        if (isUnwanted(hopTask) || isRepeated(hopTask)) {
            return;
        }
        switch (steps.open().admit(work.microbatch(), work.lease())) {
            case ADMITTED -> {}
            case REPEATED -> engine.forget(work.microbatch());
            case ACCUMULATED, FULL ->
                throw new IllegalStateException(
                        "microbatch %d was taken from the desk and is not admitted".formatted(work.microbatch()));
        }
        remember(work.microbatch(), task.input());
        guarded(hopTask, () -> {
            if (spec.model().isTail(stage)) {
                tail(hopTask, task.input(), work.probe());
            } else {
                passOn(hopTask, task.input());
            }
        });
    }

    private void remember(long microbatch, HopInput input) {
        inputs.put(microbatch, input.sha256());
        steps.computesFrom(microbatch, input);
    }

    private void passOn(HopTask hopTask, HopInput input) throws InterruptedException {
        var started = System.nanoTime();
        var payload = engine.forward(hopTask.microbatch(), input.forStage());
        var nanos = System.nanoTime() - started;
        meters.hop(FORWARD, nanos);
        meters.forward();
        hopReplies.forwardDone(hopTask, steps.open().number(), input.payload(), payload, nanos);
    }

    private void tail(HopTask hopTask, HopInput input, long probe) throws InterruptedException {
        var started = System.nanoTime();
        var result = engine.tail(hopTask.microbatch(), input.forStage(), input.targets(), probe);
        var nanos = System.nanoTime() - started;
        meters.forward();
        meters.loss(result.loss());
        var done = new Accumulated(hopTask, Optional.empty(), input.payload(), probe, result.backward());
        meters.hop(FORWARD + BACKWARD, nanos);
        accumulated(done, Optional.of(result.loss()), Optional.empty(), nanos);
    }

    public void backward(Task.Backward task) throws InterruptedException {
        var work = task.work();
        var hopTask = HopTask.of(task);
        if (isUnwanted(hopTask) || isRepeated(hopTask)) {
            return;
        }
        if (steps.open().awaits(work.microbatch())) {
            guarded(hopTask, () -> {
                var started = System.nanoTime();
                var result = engine.backward(work.microbatch(), task.gradient().payload(), work.probe());
                var nanos = System.nanoTime() - started;
                meters.hop(BACKWARD, nanos);
                accumulated(Accumulated.of(hopTask, task, result), Optional.empty(), Optional.empty(), nanos);
            });
        } else if (task.rescue().isEmpty()) {
            fetcher.fetchRescue(task);
        } else if (!steps.open().hasRoomForRescue()) {
            refuse(hopTask, RefusalCause.UNABLE, "the open step cannot name another microbatch");
        } else {
            remember(work.microbatch(), task.rescue().get().input());
            guarded(hopTask, () -> rescue(hopTask, task, task.rescue().get()));
        }
    }

    private void rescue(HopTask hopTask, Task.Backward task, Task.Rescue rescue) throws InterruptedException {
        var started = System.nanoTime();
        var result = engine.recomputeBackward(
                hopTask.microbatch(),
                rescue.input().forStage(),
                rescue.stored().payload(),
                task.gradient().payload(),
                task.work().probe(),
                spec.rescueBound());
        var nanos = System.nanoTime() - started;
        meters.hop(FORWARD + BACKWARD, nanos);
        meters.rescued();
        accumulated(
                Accumulated.of(hopTask, task, result.backward()),
                Optional.empty(),
                Optional.of(result.outputDifference()),
                nanos);
    }

    /**
     * A gradient that is in the open step.
     *
     * @param gradientSha256 of the gradient that it came from; none at the tail
     * @param read payload of that gradient, at the tail of the input
     */
    private record Accumulated(
            HopTask hopTask,
            Optional<String> gradientSha256,
            Optional<byte[]> read,
            long probe,
            BackwardResult result) {
        static Accumulated of(HopTask hopTask, Task.Backward task, BackwardResult result) {
            return new Accumulated(
                    hopTask,
                    Optional.of(task.gradientSha256()),
                    Optional.of(task.gradient().payload()),
                    task.work().probe(),
                    result);
        }
    }

    private void accumulated(Accumulated done, Optional<Float> loss, Optional<Double> rescue, long nanos)
            throws InterruptedException {
        meters.backward();
        var hopTask = done.hopTask();
        var input = java.util.Objects.requireNonNull(inputs.remove(hopTask.microbatch()), "every hop has an input");
        var entry = new StepEntry(hopTask.microbatch(), input, done.gradientSha256());
        steps.open().accumulated(entry);
        var joining = new HopReplies.Joining(steps.open().number(), entry, done.read(), done.probe());
        applied.add(hopReplies.backwardDone(hopTask, joining, done.result(), loss, rescue, nanos));
    }

    private boolean isUnwanted(HopTask hopTask) {
        if (hopTask.epoch() != steps.epoch()) {
            hopReplies.drop(
                    hopTask, "it is of epoch %d, and this is epoch %d".formatted(hopTask.epoch(), steps.epoch()));
            return true;
        }
        if (isOverdue(hopTask.until())) {
            hopReplies.drop(
                    hopTask,
                    "the longest lease ran out at %s".formatted(spec.leases().lastUse(hopTask.until())));
            return true;
        }
        return false;
    }

    private boolean isOverdue(Instant until) {
        return clock.instant().isAfter(spec.leases().lastUse(until));
    }

    /** Answers again what was accumulated before: under the lease that asks now, without accumulating. */
    private boolean isRepeated(HopTask hopTask) throws InterruptedException {
        if (!applied.contains(hopTask.microbatch())) {
            return false;
        }
        var answer = applied.answer(hopTask.microbatch()).filter(a -> a.event().direction() == hopTask.direction());
        if (answer.isPresent()) {
            hopReplies.again(hopTask, answer.get());
        } else {
            refuse(hopTask, RefusalCause.UNABLE, "it was accumulated here before, and the answer is no longer kept");
        }
        return true;
    }

    /** A forward will not come back, if it is still the one under {@code lease}. */
    public void gone(long microbatch, String lease) {
        if (steps.open().gone(microbatch, lease)) {
            giveUp(microbatch);
            log.info(
                    "microbatch {} does not come back: step {} does without it",
                    microbatch,
                    steps.open().number());
        }
    }

    /** The open step was ended without what it awaited. */
    public void tidy() {
        inputs.keySet().retainAll(steps.open().awaiting().keySet());
    }

    private void giveUp(long microbatch) {
        engine.forget(microbatch);
        inputs.remove(microbatch);
    }

    @FunctionalInterface
    private interface Computation {
        void run() throws InterruptedException;
    }

    /** What goes wrong with a microbatch is reported; the step does without it. */
    private void guarded(HopTask hopTask, Computation computation) throws InterruptedException {
        try {
            computation.run();
        } catch (NonFiniteException e) {
            leaveOut(hopTask.microbatch());
            refuse(hopTask, RefusalCause.NOT_FINITE, String.valueOf(e.getMessage()));
        } catch (RescueDifferenceException e) {
            leaveOut(hopTask.microbatch());
            refuse(hopTask, RefusalCause.RESCUE_DIFFERS, String.valueOf(e.getMessage()));
        } catch (MalformedException e) {
            leaveOut(hopTask.microbatch());
            hopReplies.inputBad(hopTask, String.valueOf(e.getMessage()));
        }
    }

    private void refuse(HopTask hopTask, RefusalCause cause, String reason) throws InterruptedException {
        hopReplies.refuse(hopTask, steps.open().number(), cause, reason);
    }

    private void leaveOut(long microbatch) {
        var lease = steps.open().awaiting().get(microbatch);
        if (lease != null) {
            steps.open().gone(microbatch, lease);
        }
        giveUp(microbatch);
    }
}
