package dev.iota.model.program;

import dev.iota.core.run.ModelSpec;
import java.util.List;

/** {@code none}: the whole residual stream crosses; also what every block has that touches no cut. */
record Uncut() implements CutSides {

    @Override
    public List<Parameter> receiving(ModelSpec model, int block) {
        return List.of();
    }

    @Override
    public List<Parameter> sending(ModelSpec model, int block) {
        return List.of();
    }

    @Override
    public void open(Script script, ModelSpec model, int block) {
        script.line("x = z");
    }

    @Override
    public String attended(ModelSpec model) {
        return "torch.add(x, a)";
    }

    @Override
    public void close(Script script, ModelSpec model, int block) {
        script.line("return torch.add(h, f)");
    }
}
