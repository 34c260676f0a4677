package dev.iota.model.program;

import dev.iota.core.run.ModelSpec;
import java.util.List;

/**
 * Behind the last block: norm, language head and loss. {@code forward} yields the logits of all positions, for
 * sampling; {@code loss} and {@code finish} go slice by slice ({@link LossSlices}) and add the slices up in their
 * order.
 */
final class TailScript {
    private static final String[] LOSS = {
        "x: Tensor", "ws: List[Tensor]", "cos: Tensor", "sin: Tensor", "targets: Tensor", "total: Tensor"
    };
    private static final List<String> FINISH = List.of(
            "x: Tensor", "ws: List[Tensor]", "targets: Tensor", "count: int", "total: Tensor", "sums: List[Tensor]");

    private TailScript() {}

    /**
     * Both take the {@code total} of the losses of the microbatch's slices before this one (a scalar), and return it
     * with this one's; divided by the microbatch's tokens it is the loss. {@code finish(h_BTd, ws, targets, count,
     * total, sums)} also takes how many tokens these are, and the gradients of the norm and of the language head so far
     * (none for the first slice). It returns, beside the total, the loss's gradient with respect to {@code h}, and
     * these two, summed in float32.
     */
    static void write(Script script, ModelSpec model, int slice) {
        var norm = script.weight(ParameterNames.FINAL_NORM);
        var head = script.weight(ParameterNames.LANGUAGE_HEAD);
        script.method("logits", "h: Tensor", "ws: List[Tensor]")
                .line("n = %s", script.norm("h", model.width(), ParameterNames.FINAL_NORM, model.normEpsilon()))
                .line("return %s", script.widen(script.linear("n", ParameterNames.LANGUAGE_HEAD)));
        script.method("forward", "x: Tensor", "ws: List[Tensor]", "cos: Tensor", "sin: Tensor")
                .line("return (self).logits((self).trunk(x, ws, cos, sin), ws)");
        script.method("sliced", "h: Tensor", "ws: List[Tensor]", "targets: Tensor")
                .line("return torch.cross_entropy_loss((self).logits(h, ws), targets, None, 2, -100, 0.)");
        script.method("loss", LOSS)
                .line("h = torch.reshape((self).trunk(x, ws, cos, sin), [-1, %d])", model.width())
                .line("t = torch.reshape(targets, [-1])");
        loop(script, slice)
                .line("  l = (self).sliced(torch.slice(h, 0, a, b), ws, torch.slice(t, 0, a, b))")
                .line("  total = torch.add(total, l)")
                .line("return total");
        script.method("finish", "Tuple[Tensor, Tensor, List[Tensor]]", FINISH)
                .line("h = torch.reshape(torch.detach(x), [-1, %d])", model.width())
                .line("t = torch.reshape(targets, [-1])")
                .line("share = torch.div(torch.new_ones(h, annotate(List[int], [])), count)")
                .line("gh = torch.empty_like(h)");
        loop(script, slice)
                .line("  z = torch.requires_grad_(torch.detach(torch.slice(h, 0, a, b)), True)")
                .line("  l = (self).sliced(z, ws, torch.slice(t, 0, a, b))")
                .line("  gs = torch.grad([l], [z, %s, %s], annotate(List[Optional[Tensor]], [share]))", norm, head)
                .line("  total = torch.add(total, torch.detach(l))")
                .line("  g = torch.copy_(torch.slice(gh, 0, a, b), unchecked_cast(Tensor, gs[0]))")
                .line("  gn = unchecked_cast(Tensor, gs[1])")
                .line("  gw = unchecked_cast(Tensor, gs[2])")
                .line("  if torch.eq(torch.len(sums), 0):")
                .line("    sums = [gn, torch.contiguous(%s)]", script.widen("gw"))
                .line("  else:")
                .line("    _0 = torch.add_(sums[0], gn)")
                .line("    _1 = torch.add_(sums[1], gw)")
                .line("return (total, torch.view_as(gh, x), sums)");
    }

    private static Script loop(Script script, int tokens) {
        return script.line("N = torch.size(h, 0)")
                .line("for i in range(torch.floordiv(torch.add(N, %d), %d)):", tokens - 1, tokens)
                .line("  a = torch.mul(i, %d)", tokens)
                .line("  b = torch.add(a, %d)", tokens);
    }
}
