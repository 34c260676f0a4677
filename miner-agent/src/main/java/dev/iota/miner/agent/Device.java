package dev.iota.miner.agent;

import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.Direction;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.GradientProbe;
import dev.iota.core.wire.MalformedException;
import dev.iota.core.wire.Sha256;
import dev.iota.core.wire.Sink;
import dev.iota.core.wire.StepEntry;
import dev.iota.core.wire.TensorFormat;
import dev.iota.model.engine.BackwardResult;
import dev.iota.model.engine.RescueDifferenceException;
import dev.iota.model.engine.StageEngine;
import dev.iota.model.optim.GradientAudit;
import dev.iota.model.optim.NonFiniteException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;

/** The one thread that owns the engine: takes tasks from the desk, computes, hands the results to the publisher. */
final class Device {
    private static final double NANOS_PER_SECOND = 1e9;

    private final RunSpec spec;
    private final int stage;
    private final StageEngine engine;
    private final Steps steps;
    private final Applied applied;
    private final Uploads uploads;
    private final WorkDesk desk;
    private final Fetcher fetcher;
    private final Publisher publisher;
    private final Holdings holdings;
    private final InstantSource clock;
    private final Meters meters;
    private final Logger log;
    /** Hash of the input of each forward that is held. */
    private final Map<Long, String> inputs = new HashMap<>();

    Device(
            RunSpec spec,
            int stage,
            StageEngine engine,
            Steps steps,
            Applied applied,
            Uploads uploads,
            WorkDesk desk,
            Fetcher fetcher,
            Publisher publisher,
            Holdings holdings,
            InstantSource clock,
            Meters meters,
            Logger log) {
        this.spec = spec;
        this.stage = stage;
        this.engine = engine;
        this.steps = steps;
        this.applied = applied;
        this.uploads = uploads;
        this.desk = desk;
        this.fetcher = fetcher;
        this.publisher = publisher;
        this.holdings = holdings;
        this.clock = clock;
        this.meters = meters;
        this.log = log;
    }

    /** Works until a task says end; says why. */
    String work() throws InterruptedException {
        while (true) {
            switch (desk.take(this::isAdmissible)) {
                case Task.Forward task -> forward(task);
                case Task.Backward task -> backward(task);
                case Task.Gone task -> gone(task);
                case Task.Upload task -> {
                    if (steps.isIn(task.work().epoch())) {
                        uploads.upload(task.work(), steps);
                        inputs.clear();
                    }
                }
                case Task.End end -> {
                    if (end.snapshot()) {
                        steps.snapshotNow();
                    }
                    return end.reason();
                }
            }
            steps.changed();
        }
    }

    private boolean isAdmissible(Task.Forward task) {
        var work = task.work();
        return work.epoch() != steps.epoch()
                || applied.contains(work.microbatch())
                || isOverdue(work.until())
                || steps.open().admission(work.microbatch()) != OpenStep.Admission.FULL;
    }

    private void forward(Task.Forward task) throws InterruptedException {
        var work = task.work();
        var hop =
                new Hop(work.epoch(), work.microbatch(), Direction.FORWARD, work.lease(), work.output(), work.until());
        if (isUnwanted(hop) || isRepeated(hop)) {
            return;
        }
        switch (steps.open().admit(work.microbatch(), work.lease())) {
            case ADMITTED -> {}
            case REPEATED -> engine.forget(work.microbatch());
            case ACCUMULATED, FULL ->
                throw new IllegalStateException(
                        "microbatch %d was taken from the desk and is not admitted".formatted(work.microbatch()));
        }
        inputs.put(work.microbatch(), task.input().sha256());
        guarded(hop, () -> {
            if (spec.model().isTail(stage)) {
                tail(hop, task.input(), work.probe());
            } else {
                passOn(hop, task.input());
            }
        });
    }

    private void passOn(Hop hop, Task.Input input) throws InterruptedException {
        var started = System.nanoTime();
        var activation = container(engine.forward(hop.microbatch(), input.forStage()));
        var nanos = System.nanoTime() - started;
        meters.hop(nanos);
        meters.forward();
        publisher.answer(
                new Event.ForwardDone(
                        spec.run(),
                        hop.epoch(),
                        hop.microbatch(),
                        stage,
                        hop.lease(),
                        steps.open().number(),
                        Sha256.hex(activation),
                        nanos / NANOS_PER_SECOND),
                hop.output(activation));
    }

    private void tail(Hop hop, Task.Input input, long probe) throws InterruptedException {
        var started = System.nanoTime();
        var result = engine.tail(
                hop.microbatch(), input.forStage(), input.tokens().orElseThrow().targets(), probe);
        var nanos = System.nanoTime() - started;
        meters.forward();
        meters.loss(result.loss());
        accumulated(hop, result.backward(), Optional.of(result.loss()), Optional.empty(), Optional.empty(), nanos);
    }

    private void backward(Task.Backward task) throws InterruptedException {
        var work = task.work();
        var hop =
                new Hop(work.epoch(), work.microbatch(), Direction.BACKWARD, work.lease(), work.output(), work.until());
        if (isUnwanted(hop) || isRepeated(hop)) {
            return;
        }
        if (steps.open().awaits(work.microbatch())) {
            guarded(hop, () -> {
                var started = System.nanoTime();
                var result = engine.backward(work.microbatch(), task.gradient().payload(), work.probe());
                var nanos = System.nanoTime() - started;
                accumulated(hop, result, Optional.empty(), Optional.of(task.gradientSha256()), Optional.empty(), nanos);
            });
        } else if (task.rescue().isEmpty()) {
            fetcher.fetchRescue(task);
        } else if (!steps.open().hasRoomForRescue()) {
            refuse(hop, "the open step cannot name another microbatch");
        } else {
            inputs.put(work.microbatch(), task.rescue().get().input().sha256());
            guarded(hop, () -> rescue(hop, task, task.rescue().get()));
        }
    }

    private void rescue(Hop hop, Task.Backward task, Task.Rescue rescue) throws InterruptedException {
        var started = System.nanoTime();
        var result = engine.recomputeBackward(
                hop.microbatch(),
                rescue.input().forStage(),
                rescue.stored().payload(),
                task.gradient().payload(),
                task.work().probe(),
                spec.rescueBound());
        var nanos = System.nanoTime() - started;
        meters.rescued();
        accumulated(
                hop,
                result.backward(),
                Optional.empty(),
                Optional.of(task.gradientSha256()),
                Optional.of(result.outputDifference()),
                nanos);
    }

    private void accumulated(
            Hop hop,
            BackwardResult result,
            Optional<Float> loss,
            Optional<String> gradientSha256,
            Optional<Double> rescue,
            long nanos)
            throws InterruptedException {
        meters.hop(nanos);
        meters.backward();
        var input = java.util.Objects.requireNonNull(inputs.remove(hop.microbatch()), "every hop has an input");
        steps.open().accumulated(new StepEntry(hop.microbatch(), input, gradientSha256));
        var gradient = result.inputGradient().map(this::container);
        var event = new Event.BackwardDone(
                spec.run(),
                hop.epoch(),
                hop.microbatch(),
                stage,
                hop.direction(),
                hop.lease(),
                steps.open().number(),
                gradient.map(Sha256::hex),
                loss,
                probe(result.audit()),
                rescue,
                nanos / NANOS_PER_SECOND);
        applied.add(new Applied.Answer(event, gradient));
        publisher.answer(event, gradient.flatMap(hop::output));
    }

    private boolean isUnwanted(Hop hop) throws InterruptedException {
        if (!steps.isIn(hop.epoch())) {
            drop(hop, "it is of epoch %d, and this is epoch %d".formatted(hop.epoch(), steps.epoch()));
            return true;
        }
        if (isOverdue(hop.until())) {
            drop(hop, "its lease ran out at %s".formatted(hop.until()));
            return true;
        }
        return false;
    }

    /** Long enough after its lease that its output could not be stored. */
    private boolean isOverdue(Instant until) {
        return clock.instant().isAfter(until.plus(spec.leases().margin()));
    }

    private void drop(Hop hop, String reason) {
        meters.dropped();
        log.info("dropped {} of microbatch {}: {}", hop.direction(), hop.microbatch(), reason);
        publisher.giveUp(hop.lease());
    }

    /** Answers again what was accumulated before: under the lease that asks now, without accumulating. */
    private boolean isRepeated(Hop hop) throws InterruptedException {
        if (!applied.contains(hop.microbatch())) {
            return false;
        }
        var answer = applied.answer(hop.microbatch()).filter(a -> a.event().direction() == hop.direction());
        if (answer.isEmpty()) {
            refuse(hop, "it was accumulated here before, and the answer is no longer kept");
            return true;
        }
        meters.repeated();
        var before = answer.get().event();
        publisher.answer(
                new Event.BackwardDone(
                        before.run(),
                        before.epoch(),
                        before.microbatch(),
                        before.stage(),
                        before.direction(),
                        hop.lease(),
                        before.step(),
                        before.sha256(),
                        before.loss(),
                        before.audit(),
                        before.rescue(),
                        before.seconds()),
                answer.get().gradient().flatMap(hop::output));
        return true;
    }

    private void gone(Task.Gone task) {
        task.microbatches().forEach((microbatch, lease) -> {
            if (!holdings.holdsBackward(microbatch) && steps.open().gone(microbatch, lease)) {
                giveUp(microbatch);
                log.info(
                        "microbatch {} does not come back: step {} does without it",
                        microbatch,
                        steps.open().number());
            }
        });
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
    private void guarded(Hop hop, Computation computation) throws InterruptedException {
        try {
            computation.run();
        } catch (NonFiniteException | RescueDifferenceException e) {
            leaveOut(hop.microbatch());
            refuse(hop, String.valueOf(e.getMessage()));
        } catch (MalformedException e) {
            leaveOut(hop.microbatch());
            meters.inputBad();
            log.warn("{} of microbatch {}: bad input: {}", hop.direction(), hop.microbatch(), e.getMessage());
            publisher.answer(
                    new Event.InputBad(
                            spec.run(),
                            hop.epoch(),
                            hop.microbatch(),
                            stage,
                            hop.direction(),
                            hop.lease(),
                            String.valueOf(e.getMessage())),
                    Optional.empty());
        }
    }

    private void leaveOut(long microbatch) {
        var lease = steps.open().awaiting().get(microbatch);
        if (lease != null) {
            steps.open().gone(microbatch, lease);
        }
        giveUp(microbatch);
    }

    private void refuse(Hop hop, String reason) throws InterruptedException {
        meters.refused();
        log.warn("{} of microbatch {} refused: {}", hop.direction(), hop.microbatch(), reason);
        publisher.answer(
                new Event.Refused(
                        spec.run(), hop.epoch(), hop.microbatch(), stage, hop.direction(), hop.lease(), reason),
                Optional.empty());
    }

    private byte[] container(byte[] payload) {
        var training = spec.training();
        return TensorFormat.allocate(
                        training.wire(),
                        training.sequences(),
                        training.sequence(),
                        spec.model().boundaryWidth())
                .put(payload)
                .array();
    }

    private static GradientProbe probe(GradientAudit audit) {
        return new GradientProbe(list(audit.norms()), list(audit.samples()));
    }

    private static List<Float> list(float[] values) {
        var list = new ArrayList<Float>(values.length);
        for (var value : values) {
            list.add(value);
        }
        return list;
    }

    /** One hop, in either direction. */
    private record Hop(
            int epoch, long microbatch, Direction direction, String lease, Optional<Sink> sink, Instant until) {

        Optional<Publisher.Output> output(byte[] container) {
            return sink.map(s -> new Publisher.Output(s, container, until));
        }
    }
}
