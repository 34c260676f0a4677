"""Runs a stage's program, as `miner-agent program` writes it, with plain PyTorch on any device; docs/miners.md says how.

stage.py DIR [DEVICE] [ROUNDS]       DIR holds stage.pt and stage.json; DEVICE is cpu, cuda or cuda:N

First checks it against a reference written here from the formulas, which shares no text with the program: outputs and gradients of
one small microbatch, in slices as the preset has them, and that a backward with kept graphs gives the same bits as one that runs blocks again. Then measures, at the size of
the preset, forward and backward of a microbatch in three ways: graphs kept, block inputs kept, stage input kept. Prints one JSON object
for the check and one for each way: tokens/s, share of the device's own bfloat16 matrix product of the same run (what is computed twice is
not counted as work), and the memory in use at its peak, with weights, their gradients' sum and AdamW's moments on the device.

Needs: pip install torch
"""

import json
import math
import statistics
import sys
import time
from pathlib import Path

import torch
import torch.nn.functional as F


class Stage:
    def __init__(self, folder, device):
        self.about = json.loads((folder / "stage.json").read_text())
        self.device = device
        self.module = torch.jit.load(folder / "stage.pt", map_location=device)
        self.model = self.about["model"]
        self.parameters = self.about["parameters"]
        self.head = self.about["stage"] == 0
        self.tail = self.about["stage"] == len(self.model["blocks"]) - 1
        self.cut = self.model["cut"] != "NONE"
        self.boundary = self.model["cutWidth"] if self.cut else self.model["width"]

    def call(self, method, *arguments):
        return self.module._c._get_method(method)(*arguments)

    def rope(self, positions):
        """Cosines and sines as the program takes them, T x 1 x head width; Llama 3.1's smoothing."""
        rope, width = self.model["rope"], self.model["width"] // self.model["heads"]
        theta = rope["base"] * rope["context"] / rope["originalContext"]
        angles = []
        for pair in range(width // 2):
            frequency = theta ** (-2 * pair / width)
            turns = rope["smoothingContext"] * frequency / (2 * math.pi)
            low, high = rope["lowFrequencyFactor"], rope["highFrequencyFactor"]
            share = min(1.0, max(0.0, (turns - low) / (high - low)))
            angles.append(frequency * (share + (1 - share) / rope["factor"]))
        angles = torch.outer(torch.arange(positions, dtype=torch.float64), torch.tensor(angles, dtype=torch.float64))
        cos, sin = torch.cat([angles.cos()] * 2, 1).float(), torch.cat([-angles.sin(), angles.sin()], 1).float()
        return cos[:, None, :].to(self.device), sin[:, None, :].to(self.device)

    def weights(self):
        torch.manual_seed(1)
        return [
            torch.ones(p["shape"], device=self.device) if p["kind"] == "NORM"
            else torch.randn(p["shape"], device=self.device).mul_(1 / math.sqrt(self.model["width"]))
            for p in self.parameters]

    def inputs(self, sequences, length):
        torch.manual_seed(2)
        tokens = lambda: torch.randint(0, self.model["vocabulary"], (sequences, length), device=self.device)
        x = tokens() if self.head else torch.randn(sequences, length, self.boundary, device=self.device)
        return x, tokens()

    def learn(self, way, leaves, x, targets, g, rope):
        """Forward and backward of a microbatch; returns output or loss, the input's gradient and those of the weights."""
        rows = self.about["training"]["slice"] or len(x)
        total, behind, gw, outputs, inputs = torch.zeros((), device=self.device), [], [], [], []
        for at in range(0, len(x), rows):
            part = x[at:at + rows]
            part = part if self.head else part.detach().requires_grad_(True)
            with torch.set_grad_enabled(way == "graph"):
                if way == "stage input":
                    self.call("trunk", part, leaves, *rope)
                y, kept = self.call("chain", part, leaves, *rope)
            if self.tail:
                total, gy, behind = self.call(
                    "finish", y, leaves, targets[at:at + rows], targets.numel(), total, behind)
            else:
                outputs.append(y.detach())
                gy = g[at:at + rows]
            gx, gw = self.call("backward", kept, way != "graph", gy, gw, leaves, *rope)
            inputs.append(gx)
        gw, _ = self.call("shown", gw, behind, [], [])
        return total / targets.numel() if self.tail else torch.cat(outputs), None if self.head else torch.cat(inputs), gw


def reference(stage, ws, x, targets):
    """The stage from its formulas, in float32: the output, or the loss at the tail."""
    model = stage.model
    named = dict(zip((p["name"] for p in stage.parameters), ws))
    width, heads, key_heads = model["width"], model["heads"], model["kvHeads"]
    c, (cos, sin) = width // heads, (t.transpose(0, 1) for t in stage.rope(x.shape[1]))

    def norm(h, scale):
        return h * torch.rsqrt(h.pow(2).mean(-1, keepdim=True) + model["normEpsilon"]) * scale

    def turn(q):
        half = c // 2
        return q * cos + torch.cat([q[..., half:], q[..., :half]], -1) * sin

    def attend(n, w):
        B, T, _ = n.shape
        q, k, v = (
            (n @ w(f"self_attn.{m}_proj").T).view(B, T, h, c).transpose(1, 2)
            for m, h in (("q", heads), ("k", key_heads), ("v", key_heads)))
        q, k = turn(q), turn(k)
        k, v = (t.repeat_interleave(heads // key_heads, 1) for t in (k, v))
        scores = q @ k.transpose(2, 3) / math.sqrt(c)
        scores = scores.masked_fill(torch.ones(T, T, device=n.device).triu(1).bool(), -math.inf)
        return (scores.softmax(-1) @ v).transpose(1, 2).reshape(B, T, width) @ w("self_attn.o_proj").T

    if stage.head:
        x = F.embedding(x, named["model.embed_tokens.weight"])
    first = sum(model["blocks"][:stage.about["stage"]])
    for block in range(first, first + model["blocks"][stage.about["stage"]]):
        w = lambda part: named[f"model.layers.{block}.{part}.weight"]
        expand = f"model.layers.{block}.cut.expand.weight" in named
        compress = f"model.layers.{block}.cut.compress.weight" in named
        z, x = x, torch.relu(x @ w("cut.expand").T) if expand else x
        a = attend(norm(x, w("input_layernorm")), w)
        h = a + F.pad(z, (0, width - z.shape[-1])) if expand else x + a
        n = norm(h, w("post_attention_layernorm"))
        f = (F.silu(n @ w("mlp.gate_proj").T) * (n @ w("mlp.up_proj").T)) @ w("mlp.down_proj").T
        x = F.silu(f) @ w("cut.compress").T + h[..., :stage.boundary] if compress else h + f
    if stage.tail:
        logits = norm(x, named["model.norm.weight"]) @ named["lm_head.weight"].T
        return F.cross_entropy(logits.flatten(0, 1), targets.flatten())
    return x


def check(stage):
    """The largest relative L2 difference of output and gradients from the reference."""
    ws = stage.weights()
    x, targets = stage.inputs(2, 40)
    rope, leaves = stage.rope(40), stage.call("leaves", ws)
    plain = [w.clone().requires_grad_(True) for w in ws]
    x_plain = x if stage.head else x.clone().requires_grad_(True)
    wanted = reference(stage, plain, x_plain, targets)
    g = torch.ones_like(wanted) if stage.tail else torch.randn_like(wanted)
    wanted_gradients = torch.autograd.grad(wanted, plain + ([] if stage.head else [x_plain]), g)
    results = {way: stage.learn(way, leaves, x, targets, g, rope) for way in ("graph", "block inputs", "stage input")}
    flat = {way: [r[0], *r[2], *([] if stage.head else [r[1]])] for way, r in results.items()}
    for way in ("block inputs", "stage input"):
        assert all(torch.equal(a, b) for a, b in zip(flat["graph"], flat[way])), f"{way} gives other bits"
    worst = 0.0
    for got, want in zip(flat["graph"], [wanted.detach(), *wanted_gradients]):
        worst = max(worst, ((got.float() - want).norm() / want.norm()).item())
    limit = 1e-4 if stage.about["compute"] == "FLOAT32" else 0.1
    assert worst < limit, f"differs from the reference by {worst}"
    return dict(check="passed", largestDifference=worst, sameBits=True)


def measure(stage, way, rounds):
    cuda = stage.device.type == "cuda"
    wait = torch.cuda.synchronize if cuda else lambda: None
    model, training = stage.model, stage.about["training"]
    sequences, length = training["sequences"], training["sequence"]
    try:
        ws = stage.weights()
        leaves = stage.call("leaves", ws)
        held = [torch.zeros_like(w) for w in ws for _ in range(3)]  # both moments, and the sum of the open step
        x, targets = stage.inputs(sequences, length)
        g = None if stage.tail else torch.randn(sequences, length, stage.boundary, device=stage.device)
        rope = stage.rope(length)
        matrices = sum(math.prod(p["shape"]) for p in stage.parameters if p["kind"] == "MATRIX")
        blocks = model["blocks"][stage.about["stage"]]
        flop = 3 * (2 * matrices + 2 * length * model["width"] * blocks) * sequences * length
        if cuda:
            torch.cuda.reset_peak_memory_stats()
        times, shares = [], []
        for i in range(rounds + 1):
            peak = product(8192 if cuda else 1024, stage.device, wait)
            wait()
            start = time.perf_counter()
            _, _, gw = stage.learn(way, leaves, x, targets, g, rope)
            for total, own in zip(held[2::3], gw):
                total.add_(own)
            del gw
            wait()
            if i > 0:
                times.append(time.perf_counter() - start)
                shares.append(flop / times[-1] / peak)
        return dict(
            way=way,
            tokensPerSecond=round(sequences * length / statistics.median(times), 1),
            ofBf16Product=round(statistics.median(shares), 3),
            peakGiB=round(torch.cuda.max_memory_allocated() / 2**30, 2) if cuda else None)
    except torch.OutOfMemoryError as e:
        return dict(way=way, outOfMemory=str(e).splitlines()[0][:150])


def product(size, device, wait):
    a, b = (torch.randn(size, size, device=device, dtype=torch.bfloat16) for _ in range(2))
    best = 0.0
    for _ in range(4):
        wait()
        start = time.perf_counter()
        a @ b
        wait()
        best = max(best, 2 * size**3 / (time.perf_counter() - start))
    return best


def main(folder, device, rounds):
    torch._C._set_graph_executor_optimize(False)
    stage = Stage(Path(folder), torch.device(device))
    about = dict(
        preset=stage.about["preset"], stage=stage.about["stage"], compute=stage.about["compute"],
        torch=torch.__version__, device=torch.cuda.get_device_name(stage.device) if device != "cpu" else "cpu")
    print(json.dumps(about | check(stage)), flush=True)
    for way in ("graph", "block inputs", "stage input"):
        print(json.dumps(about | measure(stage, way, rounds)), flush=True)
        if device != "cpu":
            torch.cuda.empty_cache()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "cpu", int(sys.argv[3]) if len(sys.argv) > 3 else 5)
