package dev.iota.model.engine;

import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDManager;
import dev.iota.core.run.ModelSpec;
import dev.iota.core.run.TrainingSpec;
import dev.iota.model.program.Parameter;
import dev.iota.model.program.StageProgram;
import dev.iota.model.torch.HostCopy;
import dev.iota.model.torch.TensorReader;
import dev.iota.model.torch.Torch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * A stage that computes hops again and learns nothing: the program of {@link StageEngine} at weights that it was given,
 * without moments, open step or held forwards. No call changes a weight. Calls must not overlap; they may come from any
 * thread.
 */
public final class StageReplay implements AutoCloseable {
    private final StagePlace place;
    private final List<Parameter> parameters;
    private final double initialDeviation;
    private final PtNDManager manager;
    private final StageCompute compute;
    private final Boundary boundary;
    private final Differentiation differentiation;

    /**
     * Allocates the stage, whose weights are zero until they are read.
     *
     * @param stage counted from 0
     * @param device {@code auto}, {@code cpu} or {@code gpu:N}
     * @param threads CPU threads of one operation, for the whole process
     */
    public StageReplay(ModelSpec model, TrainingSpec training, int stage, String device, int threads) {
        this.place = new StagePlace(model, stage);
        this.parameters = StageProgram.parameters(model, stage);
        this.initialDeviation = model.initialDeviation();
        var torch = Torch.start(device, threads);
        Torch.enter();
        this.manager = torch.manager();
        var program = StageProgram.of(model, stage, training.compute());
        this.compute = new StageCompute(manager, model, program, training.sequence(), DataType.FLOAT32);
        this.boundary = new Boundary(model, training, stage);
        this.differentiation = new Differentiation(place, parameters, manager, compute, boundary);
    }

    /**
     * What a hop yields that is neither the tail's nor the whole model's.
     *
     * @param output payload in the wire's precision
     * @param backward its gradients
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never changed
    public record Replayed(byte[] output, BackwardResult backward) {}

    /** Replaces the weights. If that fails, some are replaced: they must be read again. */
    public void readWeights(TensorReader reader) throws IOException {
        Torch.enter();
        compute.weights().changed();
        var tensors = compute.weights().tensors();
        for (var i = 0; i < tensors.size(); i++) {
            HostCopy.read(tensors.get(i), parameters.get(i).name(), reader);
        }
    }

    /** Replaces the weights by those that a run with this seed begins with. */
    public void startFrom(long seed) {
        try {
            readWeights(new InitialWeights(seed, initialDeviation, parameters));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The stage's weights, in the order that audits use. */
    public List<Parameter> parameters() {
        return parameters;
    }

    /**
     * Forward and backward of a microbatch; not at the tail.
     *
     * @param id for messages
     * @param gradient payload: the loss's gradient with respect to the output
     * @param positionsSeed of the {@link dev.iota.model.optim.WeightPositions} to show
     */
    public Replayed hop(long id, StageInput input, byte[] gradient, long positionsSeed) {
        Torch.enter();
        place.requireTail(false);
        try (var received = differentiation.received(id, input, gradient)) {
            var hop = differentiation.ofHop(id, input, true, received, positionsSeed);
            return new Replayed(hop.output(), shown(hop.gradients()));
        }
    }

    /**
     * Loss and gradients of a microbatch at the tail.
     *
     * @param id for messages
     * @param input activations, or tokens if the model has one stage
     * @param targets B × T
     * @param positionsSeed of the {@link dev.iota.model.optim.WeightPositions} to show
     */
    public TailResult tail(long id, StageInput input, StageInput.Tokens targets, long positionsSeed) {
        Torch.enter();
        place.requireTail(true);
        var tail = differentiation.ofTail(id, input, true, targets, positionsSeed);
        return new TailResult(tail.loss(), shown(tail.gradients()));
    }

    /** The stage without gradients. */
    public StageInference inference() {
        return new StageInference(place, manager, compute, boundary);
    }

    private static BackwardResult shown(Differentiation.Gradients gradients) {
        gradients.weights().close();
        return gradients.result();
    }

    @Override
    public void close() {
        compute.close();
        manager.close();
    }
}
