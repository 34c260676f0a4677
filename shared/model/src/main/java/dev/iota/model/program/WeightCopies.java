package dev.iota.model.program;

import java.util.List;

/**
 * What autograd's leaves are: of each matrix a copy in the compute precision, of everything else an alias of the weight
 * itself. The copies are made once and refreshed when the weights have moved, instead of being cast in every forward
 * and kept in every graph.
 */
final class WeightCopies {
    private WeightCopies() {}

    /** Writes {@code leaves(ws)}, which makes them, and {@code refresh(leaves, ws)}. */
    static void write(Script script, List<Parameter> parameters) {
        script.method("leaves", "List[Tensor]", List.of("ws: List[Tensor]")).line("all = annotate(List[Tensor], [])");
        for (var i = 0; i < parameters.size(); i++) {
            var weight = "torch.detach(ws[%d])".formatted(i);
            var leaf = parameters.get(i).isComputedNarrow() ? script.narrow(weight) : weight;
            script.line("_%d = torch.append(all, torch.requires_grad_(%s, True))", i, leaf);
        }
        script.line("return all");
        script.method("refresh", "int", List.of("leaves: List[Tensor]", "ws: List[Tensor]"));
        for (var i = 0; i < parameters.size(); i++) {
            if (parameters.get(i).isComputedNarrow() && script.isNarrow()) {
                script.line("_%d = torch.copy_(torch.detach(leaves[%d]), ws[%d])", i, i, i);
            }
        }
        script.line("return 0");
    }
}
