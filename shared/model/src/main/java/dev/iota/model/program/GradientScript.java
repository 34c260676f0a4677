package dev.iota.model.program;

import dev.iota.core.run.ModelSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Forward and backward by segment: the embedding, then every block. A segment's input is cut off from the graph of the
 * one before, so a backward goes segment by segment, and may compute a segment again from its input instead of having
 * kept its graph. Either gives the same bits: the operations are the same ones.
 *
 * <p>{@code chain(x, ws, cos, sin)} returns the output, and of every segment its input and its output; called without
 * gradients it keeps the inputs alone. {@code backward(kept, again, g, before, ws, cos, sin)} takes these, whether
 * segments are to be computed again, the gradient of the output, and what it returned for the slice of the microbatch
 * before this one (nothing for the first), to which it adds. It returns the gradient of the stage's input, and those of
 * the blocks' weights in the compute precision. {@code shown(gw, behind, tensors, offsets)} completes these by the
 * gradients of what stands behind the last block (the tail's), and returns them with one float32 vector: the norm of
 * each, then the gradients at the named positions.
 */
final class GradientScript {
    private static final List<String> INPUTS = List.of("ws: List[Tensor]", "cos: Tensor", "sin: Tensor");

    /**
     * @param call computes its output from {@code z}
     * @param from its first parameter
     * @param to behind its last
     * @param differentiable whether its input has a gradient
     */
    private record Segment(String call, int from, int to, boolean differentiable) {}

    private GradientScript() {}

    static void write(Script script, ModelSpec model, int stage, List<BlockProgram> blocks) {
        var segments = segments(script, model, stage, blocks);
        writeChain(script, segments);
        writeGather(script);
        writeBackward(script, segments);
        writeShown(script);
    }

    private static List<Segment> segments(Script script, ModelSpec model, int stage, List<BlockProgram> blocks) {
        var all = new ArrayList<Segment>();
        var at = 0;
        if (model.isHead(stage)) {
            all.add(new Segment(
                    "torch.embedding(%s, z)".formatted(script.weight(ParameterNames.EMBEDDING)), 0, ++at, false));
        }
        for (var block : blocks) {
            var to = at + block.parameters().size();
            all.add(new Segment("(self).%s(z, ws, cos, sin)".formatted(block.method()), at, to, true));
            at = to;
        }
        return all;
    }

    private static void writeChain(Script script, List<Segment> segments) {
        script.method("chain", "Tuple[Tensor, List[Tensor]]", with(INPUTS, "x: Tensor"))
                .line("kept = annotate(List[Tensor], [])")
                .line("z = x");
        for (var i = 0; i < segments.size(); i++) {
            if (i > 0) {
                script.line("z = torch.requires_grad_(torch.detach(y), True)");
            }
            script.line("y = %s", segments.get(i).call())
                    .line("_%d = torch.append(kept, z)", 2 * i)
                    .line("_%d = torch.append(kept, y)", 2 * i + 1);
        }
        script.line("return (y, kept)");
    }

    /** Takes over the gradients of one segment's weights, the last first. */
    private static void writeGather(Script script) {
        script.method(
                        "gather",
                        "int",
                        List.of(
                                "some: List[Optional[Tensor]]",
                                "skip: int",
                                "before: List[Tensor]",
                                "gw: List[Tensor]"))
                .line("n = torch.len(some)")
                .line("for i in range(torch.sub(n, skip)):")
                .line("  g = torch.contiguous(unchecked_cast(Tensor, some[torch.sub(torch.sub(n, 1), i)]))")
                .line("  if torch.gt(torch.len(before), 0):")
                .line("    g = torch.add_(before[torch.sub(torch.sub(torch.len(before), 1), torch.len(gw))], g)")
                .line("  else:")
                .line("    pass")
                .line("  _0 = torch.append(gw, g)")
                .line("return 0");
    }

    private static void writeBackward(Script script, List<Segment> segments) {
        var arguments = new ArrayList<>(List.of("kept: List[Tensor]", "again: bool", "g: Tensor"));
        arguments.add("before: List[Tensor]");
        arguments.addAll(INPUTS);
        script.method("backward", "Tuple[Tensor, List[Tensor]]", arguments).line("gw = annotate(List[Tensor], [])");
        for (var i = segments.size() - 1; i >= 0; i--) {
            var segment = segments.get(i);
            var of = new ArrayList<String>();
            if (segment.differentiable()) {
                of.add("z");
            }
            for (var weight = segment.from(); weight < segment.to(); weight++) {
                of.add("ws[%d]".formatted(weight));
            }
            script.line("z = kept[%d]", 2 * i)
                    .line("y = kept[%d]", 2 * i + 1)
                    .line("if again:")
                    .line("  y = %s", segment.call())
                    .line("else:")
                    .line("  pass")
                    .line("some = torch.grad([y], [%s], annotate(List[Optional[Tensor]], [g]))", String.join(", ", of));
            if (segment.differentiable()) {
                script.line("g = unchecked_cast(Tensor, some[0])");
            }
            script.line("_1 = (self).gather(some, %d, before, gw)", segment.differentiable() ? 1 : 0);
        }
        script.line("torch.reverse(gw)").line("return (g, gw)");
    }

    private static void writeShown(Script script) {
        var arguments = List.of("gw: List[Tensor]", "behind: List[Tensor]", "tensors: List[int]", "offsets: List[int]");
        script.method("shown", "Tuple[List[Tensor], Tensor]", arguments)
                .line("all = annotate(List[Tensor], [])")
                .line("seen = annotate(List[Tensor], [])")
                .line("for i in range(torch.add(torch.len(gw), torch.len(behind))):")
                .line("  if torch.lt(i, torch.len(gw)):")
                .line("    g = gw[i]")
                .line("  else:")
                .line("    g = torch.contiguous(behind[torch.sub(i, torch.len(gw))])")
                .line("  _0 = torch.append(all, g)")
                .line("  _1 = torch.append(seen, torch.linalg_vector_norm(%s))", script.widen("g"))
                .line("for i in range(torch.len(tensors)):")
                .line("  flat = torch.view(all[tensors[i]], [-1])")
                .line("  _2 = torch.append(seen, %s)", script.widen("torch.select(flat, 0, offsets[i])"))
                .line("return (all, torch.to(torch.stack(seen), 6))");
    }

    private static List<String> with(List<String> arguments, String first) {
        var all = new ArrayList<>(List.of(first));
        all.addAll(arguments);
        return all;
    }
}
