package dev.iota.miner.agent;

import dev.iota.agent.failure.AgentException;
import dev.iota.core.base.FileReason;
import dev.iota.core.wire.Work;
import dev.iota.miner.agent.compute.DeviceQueue;
import dev.iota.miner.agent.compute.EpochState;
import dev.iota.miner.agent.compute.HeldLeases;
import dev.iota.miner.agent.compute.Hops;
import dev.iota.miner.agent.compute.Steps;
import dev.iota.miner.agent.compute.Task;
import dev.iota.miner.agent.view.Activity;
import java.io.IOException;

/** The one thread that owns the engine: takes tasks from the desk until one says end. */
final class Device {
    private final Steps steps;
    private final Hops hops;
    private final EpochParts epochs;
    private final DeviceQueue desk;
    private final HeldLeases heldLeases;
    private final Activity activity;

    Device(Steps steps, Hops hops, EpochParts epochs, DeviceQueue desk, HeldLeases heldLeases, Activity activity) {
        this.steps = steps;
        this.hops = hops;
        this.epochs = epochs;
        this.desk = desk;
        this.heldLeases = heldLeases;
        this.activity = activity;
    }

    /**
     * Works until a task says end; says why.
     *
     * @throws AgentException if an epoch's state is lost from the disk between its coming and its use
     */
    String work() throws InterruptedException {
        steps.changed(); // what the process before this one had accumulated may be a whole step
        while (true) {
            var next = desk.take(hops::isAdmissible);
            says(next);
            switch (next) {
                case Task.Forward task -> hops.forward(task);
                case Task.Backward task -> hops.backward(task);
                case Task.Gone task -> gone(task);
                case Task.Collect task -> collect(task.work());
                case Task.HandIn task -> handIn(task);
                case Task.Begin task -> begin(task.beginning());
                case Task.End end -> {
                    if (end.snapshot()) {
                        steps.snapshotNow();
                    }
                    return end.reason();
                }
            }
            steps.changed();
            if (!(next instanceof Task.Gone)) {
                activity.rests();
            }
        }
    }

    private void says(Task task) {
        switch (task) {
            case Task.Forward forward ->
                activity.does(
                        "the forward of microbatch %d".formatted(forward.work().microbatch()));
            case Task.Backward backward ->
                activity.does("the backward of microbatch %d"
                        .formatted(backward.work().microbatch()));
            case Task.Collect collect ->
                activity.does("the upload of epoch %d".formatted(collect.work().epoch()));
            case Task.HandIn handIn ->
                activity.does("the upload of epoch %d, and leaves"
                        .formatted(handIn.work().epoch()));
            case Task.Begin begin ->
                activity.does("the beginning of epoch %d"
                        .formatted(begin.beginning().checkpoint().epoch()));
            case Task.Gone _, Task.End _ -> {}
        }
    }

    private void gone(Task.Gone task) {
        task.microbatches().forEach((microbatch, lease) -> {
            if (!heldLeases.holdsBackward(microbatch)) {
                hops.gone(microbatch, lease);
            }
        });
    }

    private void collect(Work.Collect work) throws InterruptedException {
        if (work.epoch() == steps.epoch()) {
            epochs.collector().collect(work, steps);
            hops.tidy();
        }
    }

    private void handIn(Task.HandIn task) throws InterruptedException {
        epochs.collector().handIn(task.work(), steps, task.then());
        hops.tidy();
    }

    private void begin(EpochState epochState) {
        var epoch = epochState.checkpoint().epoch();
        if (epoch <= steps.epoch()) {
            return;
        }
        try {
            var present = steps.epoch() == epoch - 1;
            steps.begin(epoch, () -> epochs.start().load(epochState, present));
            hops.tidy();
            var checkpoint = epochState.checkpoint();
            epochs.began(checkpoint.run(), checkpoint.stage(), epoch);
            activity.began(epoch);
        } catch (IOException e) {
            throw new AgentException(
                    "the state of epoch %d cannot be read, check the disk: %s".formatted(epoch, FileReason.of(e)), e);
        }
    }
}
