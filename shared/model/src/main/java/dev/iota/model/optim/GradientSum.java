package dev.iota.model.optim;

import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * The gradients of an open step, summed in float32. Added as they come, or kept apart as they came and added by
 * microbatch id, which makes the sum independent of the order in which they came.
 */
public final class GradientSum implements AutoCloseable {
    private final GradientMath math;
    private final boolean ordered;
    private final List<Long> ids = new ArrayList<>();
    private final SequencedMap<Long, IValue> parts;

    public GradientSum(GradientMath math, boolean ordered) {
        this.math = math;
        this.ordered = ordered;
        this.parts = ordered ? new TreeMap<>() : new LinkedHashMap<>();
    }

    /**
     * Takes over the gradient of a microbatch.
     *
     * @throws IllegalStateException if it is in the step already
     */
    public void accumulate(long id, IValue gradient) {
        if (ids.contains(id)) {
            gradient.close();
            throw new IllegalStateException("microbatch %d is in the open step already".formatted(id));
        }
        ids.add(id);
        if (ordered) {
            parts.put(id, gradient);
        } else if (parts.isEmpty()) {
            parts.put(id, widened(gradient));
        } else {
            try (gradient) {
                math.add(parts.firstEntry().getValue(), gradient);
            }
        }
    }

    private IValue widened(IValue gradient) {
        try (gradient) {
            return math.widen(gradient);
        }
    }

    /** Microbatches of the step, in the order in which they came. */
    public List<Long> ids() {
        return List.copyOf(ids);
    }

    /** The sum, which stays this object's. */
    IValue total() {
        var entry = parts.firstEntry();
        var first = ordered ? widened(entry.getValue()) : entry.getValue();
        parts.put(entry.getKey(), first);
        while (parts.size() > 1) {
            var second = parts.entrySet().stream().skip(1).findFirst().orElseThrow();
            math.add(first, second.getValue());
            second.getValue().close();
            parts.remove(second.getKey());
        }
        return first;
    }

    /** Begins the next step with nothing. */
    public void clear() {
        parts.values().forEach(IValue::close);
        parts.clear();
        ids.clear();
    }

    @Override
    public void close() {
        clear();
    }
}
