package dev.iota.model.optim;

/** TorchScript of everything that happens to gradients; the same for every stage. */
final class GradientProgram {
    static final String CLASS = "Gradients";

    /**
     * {@code widen} makes float32 of the gradients of a microbatch, which come in the compute precision.
     *
     * <p>{@code update} scales the gradients of one clipping group in place and applies AdamW; {@code decayed} and
     * {@code free} are indices of the group's parameters with and without weight decay.
     */
    static final String METHODS = """
              def widen(self: __torch__.Gradients, own: List[Tensor]) -> List[Tensor]:
                all = annotate(List[Tensor], [])
                for i in range(torch.len(own)):
                  _0 = torch.append(all, torch.to(own[i], 6))
                return all
              def add(self: __torch__.Gradients, sum: List[Tensor], own: List[Tensor]) -> int:
                torch._foreach_add_(sum, own)
                return 0
              def pick(self: __torch__.Gradients, all: List[Tensor], index: List[int]) -> List[Tensor]:
                some = annotate(List[Tensor], [])
                for i in range(torch.len(index)):
                  _0 = torch.append(some, all[index[i]])
                return some
              def norm(self: __torch__.Gradients, all: List[Tensor], index: List[int]) -> Tensor:
                return torch.linalg_vector_norm(torch.stack(torch._foreach_norm((self).pick(all, index))))
              def scale(self: __torch__.Gradients, all: List[Tensor], index: List[int], scale: float) -> int:
                torch._foreach_mul_((self).pick(all, index), scale)
                return 0
              def adamw(self: __torch__.Gradients, ws: List[Tensor], gs: List[Tensor], \
              ms: List[Tensor], vs: List[Tensor], index: List[int], scale: float, step: float, lr: float, \
              beta1: float, beta2: float, decay: float, eps: float) -> int:
                w = (self).pick(ws, index)
                g = (self).pick(gs, index)
                m = (self).pick(ms, index)
                v = (self).pick(vs, index)
                t = torch.new_full(w[0], annotate(List[int], []), step)
                steps = annotate(List[Tensor], [])
                for i in range(torch.len(w)):
                  _0 = torch.append(steps, t)
                torch._foreach_mul_(g, scale)
                torch._fused_adamw_(w, g, m, v, annotate(List[Tensor], []), steps, lr=lr, \
                beta1=beta1, beta2=beta2, weight_decay=decay, eps=eps, amsgrad=False, maximize=False)
                return 0
            """;

    private GradientProgram() {}
}
