package dev.iota.model.program;

import dev.iota.core.run.ModelSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * A Llama block: {@code h = x + Wo · Attn(RMSNorm(x))}, {@code y = h + W3 · (silu(W1 n) ⊙ (W2 n))} with
 * {@code n = RMSNorm(h)}. W1, W2, W3 are Hugging Face's gate, up and down projection. Grouped-query attention, causal,
 * rotate-half rotary embedding.
 *
 * <p>Shapes: B sequences, T tokens, d channels, H query heads, K key heads, c channels of a head.
 *
 * @param model the shape
 * @param block number of the block in the whole model
 * @param before what its input crossed
 * @param after what its output is to cross
 */
record BlockProgram(ModelSpec model, int block, CutSides before, CutSides after) {

    List<Parameter> parameters() {
        var d = model.width();
        var keys = (long) model.kvHeads() * model.headWidth();
        var all = new ArrayList<>(before.receiving(model, block));
        all.addAll(List.of(
                Parameter.norm(name(ParameterNames.INPUT_NORM), d),
                Parameter.matrix(name(ParameterNames.QUERY), d, d),
                Parameter.matrix(name(ParameterNames.KEY), keys, d),
                Parameter.matrix(name(ParameterNames.VALUE), keys, d),
                Parameter.matrix(name(ParameterNames.OUTPUT), d, d),
                Parameter.norm(name(ParameterNames.FEED_FORWARD_NORM), d),
                Parameter.matrix(name(ParameterNames.GATE), model.feedForward(), d),
                Parameter.matrix(name(ParameterNames.UP), model.feedForward(), d),
                Parameter.matrix(name(ParameterNames.DOWN), d, model.feedForward())));
        all.addAll(after.sending(model, block));
        return all;
    }

    /** Name of the method that {@link #write} writes: {@code (z, ws, cos, sin)} to the block's output. */
    String method() {
        return "block" + block;
    }

    void write(Script script) {
        script.method(method(), "z: Tensor", "ws: List[Tensor]", "cos: Tensor", "sin: Tensor");
        before.open(script, model, block);
        script.line("n = %s", norm(script, "x", ParameterNames.INPUT_NORM));
        script.line("q = %s", script.linear("n", name(ParameterNames.QUERY)));
        script.line("k = %s", script.linear("n", name(ParameterNames.KEY)));
        script.line("v = %s", script.linear("n", name(ParameterNames.VALUE)));
        script.line("a = %s", script.linear("(self).attend(q, k, v, cos, sin)", name(ParameterNames.OUTPUT)));
        script.line("h = %s", before.attended(model));
        script.line("n = %s", norm(script, "h", ParameterNames.FEED_FORWARD_NORM));
        script.line("gate = torch.silu(%s)", script.linear("n", name(ParameterNames.GATE)));
        script.line("up = %s", script.linear("n", name(ParameterNames.UP)));
        script.line("f = %s", script.linear("torch.mul(gate, up)", name(ParameterNames.DOWN)));
        after.close(script, model, block);
    }

    /**
     * Writes {@code attend(q_BTd, k, v, cos_T1c, sin_T1c)}, shared by all blocks of a stage. Keys and values are
     * expanded to the query heads by hand: {@code enable_gqa} drops to the slow path on CPU.
     */
    static void writeAttention(Script script, ModelSpec model) {
        var heads = model.heads();
        var keyHeads = model.kvHeads();
        var c = model.headWidth();
        script.method("rotate", "x: Tensor", "cos: Tensor", "sin: Tensor")
                .line("halves = torch.chunk(x, 2, 3)")
                .line("swapped = torch.cat([halves[1], halves[0]], 3)")
                .line("return torch.add(torch.mul(x, cos), torch.mul(swapped, sin))");
        script.method("heads", "x: Tensor", "B: int", "T: int") // keys and values of one head for each query head
                .line("x = torch.unsqueeze(torch.transpose(x, 1, 2), 2)")
                .line("x = torch.expand(x, [B, %d, %d, T, %d])", keyHeads, heads / keyHeads, c)
                .line("return torch.reshape(x, [B, %d, T, %d])", heads, c);
        script.method("attend", "q: Tensor", "k: Tensor", "v: Tensor", "cos: Tensor", "sin: Tensor")
                .line("B = torch.size(q, 0)")
                .line("T = torch.size(q, 1)")
                .line("q = (self).rotate(torch.view(q, [B, T, %d, %d]), cos, sin)", heads, c)
                .line("k = (self).rotate(torch.view(k, [B, T, %d, %d]), cos, sin)", keyHeads, c)
                .line("q = torch.transpose(%s, 1, 2)", script.narrow("q"))
                .line("k = (self).heads(%s, B, T)", script.narrow("k"))
                .line("v = (self).heads(torch.view(v, [B, T, %d, %d]), B, T)", keyHeads, c)
                .line("a = torch.scaled_dot_product_attention(q, k, v, None, 0., True)")
                .line("return torch.reshape(torch.transpose(a, 1, 2), [B, T, %d])", model.width());
    }

    private String norm(Script script, String input, String part) {
        return script.norm(input, model.width(), name(part), model.normEpsilon());
    }

    private String name(String part) {
        return ParameterNames.ofBlock(block, part);
    }
}
