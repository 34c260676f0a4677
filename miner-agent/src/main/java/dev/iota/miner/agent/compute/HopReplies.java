package dev.iota.miner.agent.compute;

import dev.iota.core.base.Sha256;
import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.Direction;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.GradientProbe;
import dev.iota.core.wire.Magnitude;
import dev.iota.core.wire.Magnitudes;
import dev.iota.core.wire.RefusalCause;
import dev.iota.core.wire.StepEntry;
import dev.iota.core.wire.TensorFormat;
import dev.iota.miner.agent.context.MinerContext;
import dev.iota.miner.agent.journal.Journal;
import dev.iota.miner.agent.metrics.Meters;
import dev.iota.miner.agent.step.Applied;
import dev.iota.miner.agent.view.Activity;
import dev.iota.miner.agent.view.HopReceipt;
import dev.iota.miner.agent.view.HopReceipt.Outcome;
import dev.iota.model.engine.BackwardResult;
import dev.iota.model.optim.GradientAudit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;

/** What the device says about hops. */
public final class HopReplies {
    private static final double NANOS_PER_SECOND = 1e9;

    private final RunSpec spec;
    private final int stage;
    private final Publisher publisher;
    private final Journal journal;
    private final Meters meters;
    private final Activity activity;
    private final Logger log;

    public HopReplies(MinerContext context, Publisher publisher, Journal journal) {
        this.spec = context.spec();
        this.stage = context.stage();
        this.publisher = publisher;
        this.journal = journal;
        this.meters = context.meters();
        this.activity = meters.activity();
        this.log = context.log();
    }

    /**
     * A forward is done.
     *
     * @param step that awaits its gradient
     * @param read payload of the input; none at the head
     * @param payload of the activation
     */
    void forwardDone(HopTask hopTask, int step, Optional<byte[]> read, byte[] payload, long nanos)
            throws InterruptedException {
        var activation = container(payload);
        answered(
                Outcome.DONE,
                Direction.FORWARD,
                hopTask,
                new HopReceipt.Work(step, nanos / NANOS_PER_SECOND, Optional.empty()));
        publisher.answer(
                new Event.ForwardDone(
                        spec.run(),
                        hopTask.epoch(),
                        hopTask.microbatch(),
                        stage,
                        hopTask.lease(),
                        step,
                        Sha256.hex(activation),
                        nanos / NANOS_PER_SECOND,
                        magnitudes(read, Optional.of(payload))),
                hopTask.output(activation));
    }

    /**
     * What joins a step.
     *
     * @param number of the step
     * @param read payload of the gradient, at the tail of the input; none where the only stage reads tokens
     * @param positionsSeed of the weight positions that are shown
     */
    record Joining(int number, StepEntry entry, Optional<byte[]> read, long positionsSeed) {}

    /**
     * A backward is done.
     *
     * @return what answers when it is asked again
     */
    Applied.Answer backwardDone(
            HopTask hopTask,
            Joining joining,
            BackwardResult result,
            Optional<Float> loss,
            Optional<Double> rescue,
            long nanos)
            throws InterruptedException {
        var read = joining.read();
        var step = joining.number();
        var payload = result.inputGradient();
        var gradient = payload.map(this::container);
        var event = new Event.BackwardDone(
                spec.run(),
                hopTask.epoch(),
                hopTask.microbatch(),
                stage,
                hopTask.direction(),
                hopTask.lease(),
                step,
                gradient.map(Sha256::hex),
                loss,
                probe(result.audit()),
                rescue,
                nanos / NANOS_PER_SECOND,
                magnitudes(read, payload));
        answered(
                rescue.isPresent() ? Outcome.RESCUED : Outcome.DONE,
                hopTask.direction(),
                hopTask,
                new HopReceipt.Work(step, event.seconds(), loss));
        journal.gradient(
                joining.entry(),
                joining.positionsSeed(),
                event,
                joining.entry().gradient().flatMap(_ -> read));
        publisher.answer(event, gradient.flatMap(hopTask::output), journal.kept());
        return new Applied.Answer(event, gradient);
    }

    /** The same answer under the lease that asks now. */
    void again(HopTask hopTask, Applied.Answer answer) throws InterruptedException {
        meters.repeated();
        var before = answer.event();
        answered(Outcome.REPEATED, before.direction(), hopTask, new HopReceipt.Work(before.step(), 0, before.loss()));
        publisher.answer(
                new Event.BackwardDone(
                        before.run(),
                        before.epoch(),
                        before.microbatch(),
                        before.stage(),
                        before.direction(),
                        hopTask.lease(),
                        before.step(),
                        before.sha256(),
                        before.loss(),
                        before.audit(),
                        before.rescue(),
                        before.seconds(),
                        before.magnitudes()),
                answer.gradient().flatMap(hopTask::output),
                journal.kept());
    }

    /** The hop is another's by now. */
    void drop(HopTask hopTask, String reason) {
        meters.dropped();
        notDone(Outcome.DROPPED, hopTask, reason);
        log.info("dropped {} of microbatch {}: {}", hopTask.direction(), hopTask.microbatch(), reason);
        publisher.giveUp(hopTask.lease());
    }

    /**
     * The hop cannot be done here.
     *
     * @param step that is open
     */
    void refuse(HopTask hopTask, int step, RefusalCause cause, String reason) throws InterruptedException {
        meters.refused();
        notDone(Outcome.REFUSED, hopTask, reason);
        log.warn("{} of microbatch {} refused: {}", hopTask.direction(), hopTask.microbatch(), reason);
        publisher.answer(
                new Event.Refused(
                        spec.run(),
                        hopTask.epoch(),
                        hopTask.microbatch(),
                        stage,
                        hopTask.direction(),
                        hopTask.lease(),
                        step,
                        cause,
                        reason),
                Optional.empty());
    }

    /** An input is not what it has to be. */
    void inputBad(HopTask hopTask, String reason) throws InterruptedException {
        meters.inputBad();
        notDone(Outcome.BAD_INPUT, hopTask, reason);
        log.warn("{} of microbatch {}: bad input: {}", hopTask.direction(), hopTask.microbatch(), reason);
        publisher.answer(
                new Event.InputBad(
                        spec.run(),
                        hopTask.epoch(),
                        hopTask.microbatch(),
                        stage,
                        hopTask.direction(),
                        hopTask.lease(),
                        reason),
                Optional.empty());
    }

    private void answered(Outcome outcome, Direction direction, HopTask hopTask, HopReceipt.Work work) {
        activity.answered(
                HopReceipt.done(activity.now(), outcome, direction, hopTask.epoch(), hopTask.microbatch(), work));
    }

    private void notDone(Outcome outcome, HopTask hopTask, String reason) {
        activity.answered(HopReceipt.not(
                activity.now(), outcome, hopTask.direction(), hopTask.epoch(), hopTask.microbatch(), reason));
    }

    private Magnitudes magnitudes(Optional<byte[]> read, Optional<byte[]> stored) {
        return new Magnitudes(read.map(this::magnitude), stored.map(this::magnitude));
    }

    private Magnitude magnitude(byte[] payload) {
        return Magnitude.of(payload, spec.training().wire());
    }

    private byte[] container(byte[] payload) {
        return container(spec, payload);
    }

    /** What is stored of a payload, header and all. */
    static byte[] container(RunSpec spec, byte[] payload) {
        var training = spec.training();
        return TensorFormat.allocate(
                        training.wire(),
                        training.sequences(),
                        training.sequence(),
                        spec.model().boundaryWidth())
                .put(payload)
                .array();
    }

    static GradientProbe probe(GradientAudit audit) {
        return new GradientProbe(list(audit.norms()), list(audit.samples()));
    }

    private static List<Float> list(float[] values) {
        var list = new ArrayList<Float>(values.length);
        for (var value : values) {
            list.add(value);
        }
        return list;
    }
}
