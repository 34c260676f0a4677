package dev.iota.model.program;

import dev.iota.core.run.ModelSpec;
import java.util.List;

/**
 * {@code partial-residual}: {@code b} of {@code d} channels cross, among them, untouched, the first {@code b} of the
 * residual stream. Sending: {@code z = W4 · silu(f) + h[..., 0:b]}, the other channels of {@code h} are dropped.
 * Receiving: {@code x = relu(D z)}, and behind the attention channels {@code 0..b-1} are {@code a + z}, the others
 * {@code a} alone.
 */
record PartialResidual() implements CutSides {

    @Override
    public List<Parameter> receiving(ModelSpec model, int block) {
        return List.of(Parameter.matrix(
                ParameterNames.ofBlock(block, ParameterNames.EXPAND), model.width(), model.cutWidth()));
    }

    @Override
    public List<Parameter> sending(ModelSpec model, int block) {
        return List.of(Parameter.matrix(
                ParameterNames.ofBlock(block, ParameterNames.COMPRESS), model.cutWidth(), model.width()));
    }

    @Override
    public void open(Script script, ModelSpec model, int block) {
        script.line(
                "x = torch.relu(%s)",
                script.widen(script.linear(script.narrow("z"), ParameterNames.ofBlock(block, ParameterNames.EXPAND))));
    }

    @Override
    public String attended(ModelSpec model) {
        return "torch.add(a, torch.constant_pad_nd(z, [0, %d]))".formatted(model.width() - model.cutWidth());
    }

    @Override
    public void close(Script script, ModelSpec model, int block) {
        script.line("c = %s", script.linear("torch.silu(f)", ParameterNames.ofBlock(block, ParameterNames.COMPRESS)));
        script.line("return torch.add(torch.slice(h, 2, 0, %d), c)", model.cutWidth());
    }
}
