package dev.iota.model.engine;

import dev.iota.core.run.ModelSpec;
import dev.iota.core.run.TrainingSpec;
import dev.iota.model.optim.StepResult;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;

/**
 * All stages of a model in one process, coupled by the same bytes that cross between machines: the reference that a
 * swarm is compared with, and the whole model for evaluation and sampling.
 */
public final class Pipeline implements AutoCloseable {
    private final List<StageEngine> stages = new ArrayList<>();

    public Pipeline(ModelSpec model, TrainingSpec training, long seed, EngineOptions options) {
        try {
            for (var stage = 0; stage < model.stages(); stage++) {
                stages.add(new StageEngine(model, training, stage, seed, options));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** A path through engines that there are already; closing it closes them. */
    public Pipeline(List<StageEngine> path) {
        stages.addAll(path);
    }

    /** Loss of each microbatch, in their order, and the step of each stage. */
    public record Trained(List<Float> losses, List<StepResult> steps) {
        public Trained {
            losses = List.copyOf(losses);
            steps = List.copyOf(steps);
        }

        public double meanLoss() {
            return losses.stream().mapToDouble(Float::doubleValue).average().orElseThrow();
        }
    }

    /**
     * Forward and backward of each microbatch, one after another, then one step of every stage.
     *
     * @param microbatches id to B × (T + 1) tokens, in the order in which they are worked on
     */
    public Trained train(SequencedMap<Long, StageInput.Tokens> microbatches, double learningRate) {
        var losses = new ArrayList<Float>();
        microbatches.forEach((id, tokens) -> losses.add(accumulate(id, tokens)));
        return new Trained(
                losses, stages.stream().map(stage -> stage.step(learningRate)).toList());
    }

    /**
     * Forward and backward of one microbatch, whose gradients join the open step of every stage.
     *
     * @return its loss
     */
    public float accumulate(long id, StageInput.Tokens tokens) {
        var last = stages.size() - 1;
        StageInput input = tokens.inputs();
        for (var stage : stages.subList(0, last)) {
            input = new StageInput.Activations(tokens.rows(), stage.forward(id, input));
        }
        var result = stages.get(last).tail(id, input, tokens.targets(), id);
        var backward = result.backward();
        for (var stage = last - 1; stage >= 0; stage--) {
            var gradient = backward.inputGradient().orElseThrow();
            backward = stages.get(stage).backward(id, gradient, id);
        }
        return result.loss();
    }

    /** Mean cross entropy in nats over B × (T + 1) tokens, without learning. */
    public float loss(StageInput.Tokens tokens) {
        return tail().inference().loss(0, throughBody(tokens.inputs()), tokens.targets());
    }

    /** Logits of every position, rows × T × vocabulary. */
    public float[] logits(StageInput.Tokens tokens) {
        return tail().inference().logits(0, throughBody(tokens));
    }

    private StageInput throughBody(StageInput.Tokens tokens) {
        StageInput input = tokens;
        for (var stage : stages.subList(0, stages.size() - 1)) {
            input = new StageInput.Activations(tokens.rows(), stage.inference().evaluate(0, input));
        }
        return input;
    }

    private StageEngine tail() {
        return stages.getLast();
    }

    /** The engines, head first. */
    public List<StageEngine> stages() {
        return List.copyOf(stages);
    }

    @Override
    public void close() {
        stages.forEach(StageEngine::close);
        stages.clear();
    }
}
