package dev.iota.model.optim;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.iota.core.merge.step.AdamWSpec;
import dev.iota.model.program.Parameter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** AdamW with float32 moments, decoupled decay of matrices, and clipping by group. */
public final class AdamW implements AutoCloseable {
    private final AdamWSpec spec;
    private final GradientMath math;
    private final PtNDManager manager;
    private final List<Parameter> parameters;
    private final List<ClipGroup> groups;
    private final IValue weights;
    private final List<PtNDArray> first;
    private final List<PtNDArray> second;
    private final IValue firstList;
    private final IValue secondList;
    private long steps;

    /**
     * @param weights aliases of the weights that need no gradient, as a list; stays the caller's
     * @param groups clipped each by itself
     */
    public AdamW(
            AdamWSpec spec,
            GradientMath math,
            PtNDManager manager,
            List<Parameter> parameters,
            List<ClipGroup> groups,
            IValue weights) {
        this.spec = spec;
        this.math = math;
        this.manager = manager;
        this.parameters = List.copyOf(parameters);
        this.groups = List.copyOf(groups);
        this.weights = weights;
        this.first = zeros(manager, parameters);
        this.second = zeros(manager, parameters);
        this.firstList = IValue.listFrom(first.toArray(new PtNDArray[0]));
        this.secondList = IValue.listFrom(second.toArray(new PtNDArray[0]));
    }

    private static List<PtNDArray> zeros(PtNDManager manager, List<Parameter> parameters) {
        return parameters.stream()
                .map(parameter -> (PtNDArray) manager.zeros(new Shape(parameter.shape()), DataType.FLOAT32))
                .toList();
    }

    /**
     * Averages the gradients of the open step, clips them and moves the weights. The sum is used up.
     *
     * @throws NonFiniteException if a gradient is not finite, before anything is changed; or if a weight is not,
     *     afterwards
     * @throws IllegalStateException if there is no gradient
     */
    public StepResult step(GradientSum sum, double learningRate) {
        var ids = requireGradients(sum);
        if (!(learningRate >= 0 && learningRate < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "the learning rate is %s; it must be a finite number, not negative".formatted(learningRate));
        }
        var gradients = sum.total();
        var clipped = new ArrayList<Clipped>();
        for (var group : groups) {
            clipped.add(clip(group, gradients, ids));
        }
        for (var i = 0; i < groups.size(); i++) {
            apply(groups.get(i), gradients, clipped.get(i).factor() / ids.size(), learningRate);
        }
        steps++;
        sum.clear();
        for (var group : groups) {
            if (!Float.isFinite(math.norm(manager, weights, index(group)))) {
                throw new NonFiniteException("the weights after the step", ids, group.stage());
            }
        }
        return new StepResult(steps, ids, learningRate, clipped);
    }

    /** Writes one tensor after the other, in the order of the parameters. */
    @FunctionalInterface
    public interface GradientSink {
        void write(PtNDArray gradient) throws IOException;
    }

    /**
     * Averages the gradients of the open step, clips them and shows them instead of moving the weights. The sum is used
     * up.
     *
     * @return what a step would have been; its number is the one before
     * @throws NonFiniteException if a gradient is not finite; the sum is still there
     * @throws IllegalStateException if there is no gradient
     */
    public StepResult show(GradientSum sum, GradientSink sink) throws IOException {
        var ids = requireGradients(sum);
        var gradients = sum.total();
        var clipped = new ArrayList<Clipped>();
        for (var group : groups) {
            clipped.add(clip(group, gradients, ids));
        }
        for (var i = 0; i < groups.size(); i++) {
            math.scale(gradients, index(groups.get(i)), clipped.get(i).factor() / ids.size());
        }
        var tensors = gradients.toTensorArray(manager);
        try {
            for (var tensor : tensors) {
                sink.write(tensor);
            }
        } finally {
            for (var tensor : tensors) {
                tensor.close();
            }
            sum.clear();
        }
        return new StepResult(steps, ids, 0, clipped);
    }

    private static List<Long> requireGradients(GradientSum sum) {
        var ids = sum.ids();
        if (ids.isEmpty()) {
            throw new IllegalStateException("the open step holds no gradient; accumulate one first");
        }
        return ids;
    }

    private Clipped clip(ClipGroup group, IValue gradients, List<Long> ids) {
        var norm = math.norm(manager, gradients, index(group)) / ids.size();
        if (!Float.isFinite(norm)) {
            throw new NonFiniteException("the gradient sum", ids, group.stage());
        }
        var limit = spec.clip() * group.share();
        return new Clipped(group.stage(), norm, norm > limit ? limit / norm : 1);
    }

    private static long[] index(ClipGroup group) {
        return group.parameters().stream().mapToLong(Integer::longValue).toArray();
    }

    private void apply(ClipGroup group, IValue gradients, double scale, double learningRate) {
        for (var decayed : new boolean[] {true, false}) {
            var index = group.parameters().stream()
                    .filter(i -> parameters.get(i).decayed() == decayed)
                    .mapToLong(Integer::longValue)
                    .toArray();
            if (index.length > 0) {
                var step = AdamWStep.of(spec, scale, steps + 1, learningRate, decayed);
                math.adamW(weights, gradients, firstList, secondList, index, step);
            }
        }
    }

    /** Steps made since the first weights. */
    public long steps() {
        return steps;
    }

    /** Goes on as if {@code steps} steps had been made; the moments must be set to match. */
    public void resume(long made) {
        if (made < 0) {
            throw new IllegalArgumentException("the number of steps is %d; it must not be negative".formatted(made));
        }
        steps = made;
    }

    /** First moments, one a parameter; writable. */
    public List<PtNDArray> firstMoments() {
        return first;
    }

    /** Second moments, one a parameter; writable. */
    public List<PtNDArray> secondMoments() {
        return second;
    }

    @Override
    public void close() {
        firstList.close();
        secondList.close();
        IntStream.range(0, first.size()).forEach(i -> {
            first.get(i).close();
            second.get(i).close();
        });
    }
}
