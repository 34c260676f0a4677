package dev.iota.model.optim;

/** TorchScript of everything that happens to gradients; the same for every stage. */
final class GradientProgram {
    static final String CLASS = "Gradients";

    /**
     * {@code differentiate} returns the gradient of {@code y} with respect to the input (a list of one, or of none) and
     * the weights, and one vector of the norm of each weight's gradient followed by the gradient at the named
     * positions. Gradients are made contiguous: the fused optimiser reads them as raw memory.
     *
     * <p>{@code update} scales the gradients of one clipping group in place and applies AdamW; {@code decayed} and
     * {@code free} are indices of the group's parameters with and without weight decay.
     */
    static final String METHODS = """
              def differentiate(self: __torch__.Gradients, y: Tensor, gy: Tensor, x: List[Tensor], \
              ws: List[Tensor], tensors: List[int], offsets: List[int]) -> Tuple[List[Tensor], List[Tensor], Tensor]:
                gs = torch.grad([y], torch.add(x, ws), annotate(List[Optional[Tensor]], [gy]))
                gx = annotate(List[Tensor], [])
                gw = annotate(List[Tensor], [])
                n = torch.len(x)
                for i in range(torch.len(gs)):
                  g = torch.contiguous(unchecked_cast(Tensor, gs[i]))
                  if torch.lt(i, n):
                    _0 = torch.append(gx, g)
                  else:
                    _1 = torch.append(gw, g)
                seen = torch._foreach_norm(gw)
                for i in range(torch.len(tensors)):
                  flat = torch.view(gw[tensors[i]], [-1])
                  _2 = torch.append(seen, torch.select(flat, 0, offsets[i]))
                return (gx, gw, torch.to(torch.stack(seen), 6))
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
