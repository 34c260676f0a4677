package dev.iota.model.program;

import dev.iota.core.wire.Precision;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * TorchScript text in the making: methods of the class {@code Stage}, whose weights come as the list {@code ws}. Knows
 * where casts are needed: in bfloat16 linear maps and attention compute in bfloat16, norms and the residual stream in
 * float32. Matrices come in the compute precision: a step casts them once ({@link WeightCopies}), not every microbatch
 * again. In float32 no cast is written, so that the same text also runs in float64.
 */
final class Script {
    /** PyTorch's codes of element types. */
    private static final int FLOAT32 = 6;

    private static final int BFLOAT16 = 15;

    private final StringBuilder text = new StringBuilder();
    private final List<String> weights;
    private final boolean narrow;

    Script(List<Parameter> parameters, Precision compute) {
        this.weights = parameters.stream().map(Parameter::name).toList();
        this.narrow = compute == Precision.BFLOAT16;
    }

    /** Begins a method that returns one tensor. */
    Script method(String name, String... arguments) {
        return method(name, "Tensor", List.of(arguments));
    }

    /** Begins a method. */
    Script method(String name, String result, List<String> arguments) {
        var list = arguments.stream().map(argument -> ", " + argument).collect(Collectors.joining());
        text.append("  def %s(self: __torch__.Stage%s) -> %s:\n".formatted(name, list, result));
        return this;
    }

    Script line(String format, Object... values) {
        text.append("    ").append(String.format(Locale.ROOT, format, values)).append('\n');
        return this;
    }

    /** The weight of that name. */
    String weight(String name) {
        return "ws[" + index(name) + "]";
    }

    /** Where the weight of that name stands in {@code ws}. */
    int index(String name) {
        var index = weights.indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException("this stage has no parameter " + name);
        }
        return index;
    }

    /** {@code input · weightᵀ}; the input must be {@link #narrow narrow} already. */
    String linear(String input, String weight) {
        return "torch.linear(%s, %s, None)".formatted(input, weight(weight));
    }

    /** RMSNorm over the last of {@code channels}, made narrow for the linear maps that follow. */
    String norm(String input, int channels, String weight, double epsilon) {
        return narrow("torch.rms_norm(%s, [%d], %s, %s)".formatted(input, channels, weight(weight), epsilon));
    }

    /** Whether linear maps compute in bfloat16. */
    boolean isNarrow() {
        return narrow;
    }

    String narrow(String tensor) {
        return narrow ? "torch.to(%s, %d)".formatted(tensor, BFLOAT16) : tensor;
    }

    String widen(String tensor) {
        return narrow ? "torch.to(%s, %d)".formatted(tensor, FLOAT32) : tensor;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
