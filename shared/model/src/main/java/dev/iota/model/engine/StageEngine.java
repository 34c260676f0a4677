package dev.iota.model.engine;

import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDManager;
import dev.iota.core.run.ModelSpec;
import dev.iota.core.run.TrainingSpec;
import dev.iota.model.optim.AdamW;
import dev.iota.model.optim.ClipGroup;
import dev.iota.model.optim.GradientMath;
import dev.iota.model.optim.GradientSum;
import dev.iota.model.optim.NonFiniteException;
import dev.iota.model.optim.StepResult;
import dev.iota.model.optim.WeightPositions;
import dev.iota.model.program.Parameter;
import dev.iota.model.program.StageMemory;
import dev.iota.model.program.StageProgram;
import dev.iota.model.torch.NativeMemory;
import dev.iota.model.torch.Torch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/**
 * One stage of a model, with its weights, optimiser and forwards in flight. Calls must not overlap; they may come from
 * any thread.
 *
 * <p>A forward is held until its backward: with the autograd graph of every block while the budget allows it and one
 * more, else with the stage's input, or with the blocks' inputs where the budget allows no graph. All give the same
 * bits. Weights move in {@link #step} only, and it refuses while a forward is held: forward and backward of a
 * microbatch use the same weights.
 *
 * <p>Payloads that do not fit or that hold no finite numbers are refused with
 * {@link dev.iota.core.base.MalformedException} or {@link NonFiniteException}, and change nothing; so are results that
 * are not finite.
 */
public final class StageEngine implements AutoCloseable {
    private final StagePlace place;
    private final List<Parameter> parameters;
    private final PtNDManager manager;
    private final StageCompute compute;
    private final Boundary boundary;
    private final HeldForwards held;
    private final OptimizerStep step;
    private final AdamW adamW;
    private final StageState state;
    private final StageInference inference;
    private final Differentiation differentiation;

    /**
     * Allocates the stage and gives it its seeded start.
     *
     * @param stage counted from 0
     * @param seed of the initial weights: the same for all stages and replicas of a run
     */
    public StageEngine(ModelSpec model, TrainingSpec training, int stage, long seed, EngineOptions options) {
        this.place = new StagePlace(model, stage);
        this.parameters = StageProgram.parameters(model, stage);
        var threads =
                options.threads() > 0 ? options.threads() : Runtime.getRuntime().availableProcessors();
        var torch = Torch.start(options.device(), threads);
        Torch.enter();
        this.manager = torch.manager();
        var program = StageProgram.of(model, stage, training.compute());
        this.compute = new StageCompute(manager, model, program, training.sequence(), DataType.FLOAT32);
        this.boundary = new Boundary(model, training, stage);
        this.held = new HeldForwards(
                stage,
                new GraphBudget(
                        options.graphBudget(),
                        StageMemory.graphBytes(model, training, stage),
                        StageMemory.inputBytes(model, training, stage),
                        training.slicesPerMicrobatch(),
                        NativeMemory.ofThisProcess()));
        var math = new GradientMath(manager);
        this.adamW = new AdamW(
                training.adamW(),
                math,
                manager,
                parameters,
                ClipGroup.of(options.clipAs().orElse(model), parameters),
                compute.weights().list());
        var sum = new GradientSum(math, training.orderedAccumulation());
        this.step = new OptimizerStep(math, sum, adamW, compute.weights());
        this.state = new StageState(parameters, compute.weights(), adamW);
        this.inference = new StageInference(place, manager, compute, boundary);
        this.differentiation = new Differentiation(place, parameters, manager, compute, boundary);
        try {
            state.readWeights(new InitialWeights(seed, model.initialDeviation(), parameters));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Computes the boundary tensor of a microbatch and holds the forward for its backward. Not at the tail.
     *
     * @param input tokens (B × T) at the head, activations elsewhere
     * @return payload in the wire's precision
     * @throws IllegalStateException if the microbatch is held already
     */
    public byte[] forward(long id, StageInput input) {
        Torch.enter();
        place.requireTail(false);
        held.requireAbsent(id);
        var level = held.level();
        if (level == HeldForward.Level.STAGE_INPUT) {
            var payload = inference.evaluate(id, input);
            held.keep(id, new HeldForward.Input(input));
            return payload;
        }
        var before = held.memoryInUse();
        var chain = differentiation.forward(id, input, level == HeldForward.Level.GRAPH);
        try {
            var payload = differentiation.output(id, chain);
            held.keep(id, chain, before);
            return payload;
        } catch (RuntimeException e) {
            chain.close();
            throw e;
        }
    }

    /**
     * Loss and gradients of a microbatch at the tail, at once; its weight gradient joins the open step.
     *
     * @param input activations, or tokens if the model has one stage
     * @param targets B × T
     * @param positionsSeed of the {@link WeightPositions} to show
     */
    public TailResult tail(long id, StageInput input, StageInput.Tokens targets, long positionsSeed) {
        Torch.enter();
        place.requireTail(true);
        var tail = differentiation.ofTail(id, input, held.hasRoomForGraph(), targets, positionsSeed);
        return new TailResult(tail.loss(), step.accumulate(id, tail.gradients()));
    }

    /**
     * The backward of a held forward; its weight gradient joins the open step, and it is held no longer.
     *
     * @param gradient payload: the loss's gradient with respect to the output
     * @param positionsSeed of the {@link WeightPositions} to show
     * @throws IllegalStateException if the microbatch is not held
     */
    public BackwardResult backward(long id, byte[] gradient, long positionsSeed) {
        Torch.enter();
        var forward = held.get(id);
        try (var received = differentiation.received(id, forward.input(), gradient)) {
            try {
                return step.accumulate(id, backward(id, forward, received, positionsSeed));
            } finally {
                held.drop(id);
            }
        }
    }

    private Differentiation.Gradients backward(
            long id, HeldForward forward, Differentiation.OutputGradient received, long positionsSeed) {
        return switch (forward) {
            case HeldForward.Chain kept -> differentiation.ofKept(id, kept, received, positionsSeed);
            case HeldForward.Input kept ->
                differentiation
                        .ofHop(id, kept.input(), held.hasRoomForGraph(), received, positionsSeed)
                        .gradients();
        };
    }

    /**
     * The backward of a forward that another miner made: computed again here, then differentiated. Its gradient joins
     * the open step.
     *
     * @param stored the output that the other miner published
     * @param bound largest relative L2 difference of the output computed here from {@code stored}
     * @throws RescueDifferenceException if they differ by more; nothing is accumulated
     */
    public RecomputedBackward recomputeBackward(
            long id, StageInput input, byte[] stored, byte[] gradient, long positionsSeed, double bound) {
        Torch.enter();
        place.requireTail(false);
        forget(id);
        try (var received = differentiation.received(id, input, gradient)) {
            var hop = differentiation.ofHop(id, input, held.hasRoomForGraph(), received, positionsSeed);
            try {
                var difference = boundary.relativeDifference(id, hop.output(), stored);
                if (!(difference <= bound)) {
                    throw new RescueDifferenceException(id, place.stage(), difference, bound);
                }
                return new RecomputedBackward(difference, step.accumulate(id, hop.gradients()));
            } catch (RuntimeException e) {
                hop.gradients().weights().close();
                throw e;
            }
        }
    }

    /** Whether the forward of this microbatch is held for its backward. */
    public boolean holds(long id) {
        return held.has(id);
    }

    /** Drops a held forward, whose backward will come elsewhere or never; nothing happens if there is none. */
    public void forget(long id) {
        held.drop(id);
    }

    /** Microbatches whose gradients are in the open step, in the order in which they came. */
    public List<Long> accumulated() {
        return step.ids();
    }

    /**
     * Averages the open step's gradients, clips them at {@code clip · √(P_stage / P_total)} and moves the weights.
     *
     * @throws IllegalStateException if nothing is accumulated, or if a forward is held: its backward would use
     *     other weights
     * @throws NonFiniteException if a gradient is not finite, before anything is changed
     */
    public StepResult step(double learningRate) {
        Torch.enter();
        requireNothingHeld();
        state.changes();
        return step.make(learningRate);
    }

    /**
     * Averages and clips the open step's gradients as {@link #step} does, writes them and moves no weight: the step is
     * taken elsewhere.
     *
     * @param channel takes the gradient of every parameter in their order, float32, little-endian
     * @return what is known of the step; its learning rate is 0
     * @throws IllegalStateException as {@link #step}
     * @throws NonFiniteException if a gradient is not finite, before anything is written
     * @throws IOException of the channel; the gradients are lost then
     */
    public StepResult gradient(WritableByteChannel channel) throws IOException {
        Torch.enter();
        requireNothingHeld();
        return step.show(channel);
    }

    private void requireNothingHeld() {
        if (!held.ids().isEmpty()) {
            throw new IllegalStateException(
                    "stage %d cannot step: the backwards of microbatches %s are still to come; finish or forget them"
                            .formatted(place.stage(), held.ids()));
        }
    }

    /** Drops the open step's gradients, and with them the work of its microbatches. */
    public void abandonStep() {
        step.abandon();
    }

    /** The stage without gradients. */
    public StageInference inference() {
        return inference;
    }

    /** The stage's weights, in the order that audits and exports use. */
    public List<Parameter> parameters() {
        return parameters;
    }

    /** Steps made since the first weights. */
    public long steps() {
        return adamW.steps();
    }

    /** Bytes that kept graphs and block inputs hold, as measured. */
    public long graphBytes() {
        return held.graphBytes();
    }

    /** Weights and optimiser, out and in. */
    public StageState state() {
        return state;
    }

    @Override
    public void close() {
        state.close();
        held.close();
        step.close();
        compute.close();
        manager.close();
    }
}
