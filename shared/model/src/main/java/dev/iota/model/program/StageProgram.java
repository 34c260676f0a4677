package dev.iota.model.program;

import dev.iota.core.run.ModelSpec;
import dev.iota.core.wire.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One stage of a model as TorchScript: the body of a class {@code Stage} without parameters, whose weights are
 * arguments.
 *
 * <p>Methods: {@code forward(x, ws, cos, sin)}, where {@code x} are tokens (int64, B × T) at the head and the boundary
 * tensor (B × T × b) elsewhere, and the result is the boundary tensor, or the logits (B × T × vocabulary) at the tail;
 * at the tail also {@code loss(x, ws, cos, sin, targets, total)}, the sum of the cross entropy in nats, added to {@code
 * total}. {@code cos} and {@code sin} are T × 1 × head width; the first half of {@code sin} is negated, which turns
 * rotate-half into a swap of halves. {@link GradientScript} writes the methods that learn. Whoever calls may do so for
 * one slice of a microbatch's sequences after the other.
 *
 * @param parameters weights in the order of {@code ws}
 * @param source methods of the class
 */
public record StageProgram(List<Parameter> parameters, String source) {
    /** Name of the class that the methods belong to. */
    public static final String CLASS = "Stage";

    public StageProgram {
        parameters = List.copyOf(parameters);
    }

    /**
     * @param stage counted from 0
     * @param compute element type of linear maps and attention
     */
    public static StageProgram of(ModelSpec model, int stage, Precision compute) {
        return of(model, stage, compute, LossSlices.tokens(model));
    }

    /** As {@link #of(ModelSpec, int, Precision)}, with a length of the loss's slices that the model does not have. */
    public static StageProgram of(ModelSpec model, int stage, Precision compute, int slice) {
        var blocks = blocks(model, stage);
        var parameters = parameters(model, stage);
        var script = new Script(parameters, compute);
        BlockProgram.writeAttention(script, model);
        blocks.forEach(block -> block.write(script));

        script.method("trunk", "x: Tensor", "ws: List[Tensor]", "cos: Tensor", "sin: Tensor");
        if (model.isHead(stage)) {
            script.line("x = torch.embedding(%s, x)", script.weight(ParameterNames.EMBEDDING));
        }
        blocks.forEach(block -> script.line("x = (self).%s(x, ws, cos, sin)", block.method()));
        script.line("return x");
        if (model.isTail(stage)) {
            TailScript.write(script, model, slice);
        } else {
            script.method("forward", "x: Tensor", "ws: List[Tensor]", "cos: Tensor", "sin: Tensor")
                    .line("return (self).trunk(x, ws, cos, sin)");
        }
        WeightCopies.write(script, parameters);
        GradientScript.write(script, model, stage, blocks);
        return new StageProgram(parameters, script.toString());
    }

    /** The weights of a stage, without its text. */
    public static List<Parameter> parameters(ModelSpec model, int stage) {
        var all = new ArrayList<Parameter>();
        if (model.isHead(stage)) {
            all.add(Parameter.embedding(ParameterNames.EMBEDDING, model.vocabulary(), model.width()));
        }
        blocks(model, stage).forEach(block -> all.addAll(block.parameters()));
        if (model.isTail(stage)) {
            all.add(Parameter.norm(ParameterNames.FINAL_NORM, model.width()));
            all.add(Parameter.matrix(ParameterNames.LANGUAGE_HEAD, model.vocabulary(), model.width()));
        }
        return all;
    }

    private static List<BlockProgram> blocks(ModelSpec model, int stage) {
        if (stage < 0 || stage >= model.stages()) {
            throw new IllegalArgumentException(
                    "there is no stage %d; the model has stages 0 to %d".formatted(stage, model.stages() - 1));
        }
        var cut = CutSides.of(model);
        var whole = new Uncut();
        var first =
                model.blocks().stream().limit(stage).mapToInt(Integer::intValue).sum();
        var end = first + model.blocks().get(stage);
        return IntStream.range(first, end)
                .mapToObj(block -> new BlockProgram(
                        model,
                        block,
                        block == first && !model.isHead(stage) ? cut : whole,
                        block == end - 1 && !model.isTail(stage) ? cut : whole))
                .toList();
    }
}
