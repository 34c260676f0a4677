"""Compares the speed of the stage engine on a CPU with that of plain PyTorch; docs/benchmarks.md has what it printed.

speed.py MINER_JAR [ROUNDS] [THREADS]

Trains the stage that `miner-agent bench` measures (a body of 4 blocks, d 512, 8/4 heads, ffn 1376, bottleneck 64, 4 x 512 tokens): forward,
backward, clipping and fused AdamW, from bytes to bytes, in float32 and in bfloat16 with float32 weights (autocast). It is written here as a
module for PyTorch, which runs it eagerly and through torch.compile. A round measures every way once, one after the other, and then runs the
bench of the jar. Prints one JSON object a way with the medians over the rounds, and one for each ratio, taken within each round.

Needs: pip install torch, a C++ compiler for torch.compile, and java (JAVA_HOME, or on the path)
"""

import json
import os
import statistics
import subprocess
import sys
import time

import torch
import torch.nn.functional as F

WIDTH, CUT, HEADS, KEY_HEADS, FEED_FORWARD, BLOCKS, ROWS, TOKENS = 512, 64, 8, 4, 1376, 4, 4, 512
STEPS = 3
HEAD = WIDTH // HEADS


class Block(torch.nn.Module):
    def __init__(self, first, last):
        super().__init__()
        linear = lambda i, o: torch.nn.Linear(i, o, bias=False)
        self.expand = linear(CUT, WIDTH) if first else None
        self.compress = linear(WIDTH, CUT) if last else None
        self.before, self.behind = (torch.nn.RMSNorm(WIDTH, eps=1e-5) for _ in range(2))
        self.q, self.o = linear(WIDTH, WIDTH), linear(WIDTH, WIDTH)
        self.k, self.v = linear(WIDTH, KEY_HEADS * HEAD), linear(WIDTH, KEY_HEADS * HEAD)
        self.gate, self.up, self.down = linear(WIDTH, FEED_FORWARD), linear(WIDTH, FEED_FORWARD), linear(FEED_FORWARD, WIDTH)

    def forward(self, z, cos, sin):
        x = z if self.expand is None else torch.relu(self.expand(z)).float()
        n = self.before(x)
        split = lambda t, heads: t.view(ROWS, TOKENS, heads, HEAD).transpose(1, 2)
        turn = lambda t: (t * cos + torch.cat([t[..., HEAD // 2:], t[..., :HEAD // 2]], -1) * sin).to(t.dtype)
        repeat = lambda t: t.repeat_interleave(HEADS // KEY_HEADS, 1)
        q, k, v = turn(split(self.q(n), HEADS)), repeat(turn(split(self.k(n), KEY_HEADS))), repeat(split(self.v(n), KEY_HEADS))
        a = self.o(F.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).reshape(ROWS, TOKENS, WIDTH))
        h = x + a if self.expand is None else a + F.pad(z, (0, WIDTH - CUT))
        n = self.behind(h)
        f = self.down(F.silu(self.gate(n)) * self.up(n))
        return h + f if self.compress is None else self.compress(F.silu(f)) + h[..., :CUT]


class Stage(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = torch.nn.ModuleList(Block(i == 0, i == BLOCKS - 1) for i in range(BLOCKS))
        for parameter in self.parameters():
            if parameter.dim() > 1:
                torch.nn.init.normal_(parameter, std=0.02)

    def forward(self, x, cos, sin):
        for block in self.blocks:
            x = block(x, cos, sin)
        return x


class Way:
    """One way to train the stage; step() returns the seconds of one microbatch."""

    def __init__(self, precision, compiled):
        torch.manual_seed(1)
        self.precision = precision
        self.stage = Stage()
        self.run = torch.compile(self.stage) if compiled else self.stage
        self.optimizer = torch.optim.AdamW(self.stage.parameters(), lr=1e-4, betas=(0.9, 0.95), weight_decay=0.1, fused=True)
        self.input, self.gradient = (torch.randn(ROWS, TOKENS, CUT).bfloat16() for _ in range(2))
        angles = torch.outer(torch.arange(TOKENS), 31250 ** (-torch.arange(0, HEAD, 2) / HEAD))
        self.cos, self.sin = torch.cat([angles.cos()] * 2, 1), torch.cat([-angles.sin(), angles.sin()], 1)
        for _ in range(2):
            self.step()

    def step(self):
        start = time.perf_counter()
        x = self.input.float().requires_grad_(True)
        with torch.autocast("cpu", torch.bfloat16, enabled=self.precision == "bfloat16"):
            y = self.run(x, self.cos, self.sin)
        sent = y.detach().bfloat16()
        y.backward(self.gradient.to(y.dtype))
        returned = x.grad.bfloat16()
        torch.nn.utils.clip_grad_norm_(self.stage.parameters(), 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad()
        assert sent.isfinite().all() and returned.isfinite().all()
        return time.perf_counter() - start


def bench(jar, threads):
    """Tokens/s of the engine by precision, from the bench of the jar."""
    java = os.path.join(os.environ["JAVA_HOME"], "bin", "java") if "JAVA_HOME" in os.environ else "java"
    command = [java, "-jar", jar, "bench", "--rounds", str(STEPS), "--threads", str(threads), "--json"]
    result = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return {precision: result[precision]["tokensPerSecond"] for precision in ("float32", "bfloat16")}


def main(jar, rounds, threads):
    torch.set_num_threads(threads)
    ways = {(precision, way): Way(precision, way == "compiled") for precision in ("float32", "bfloat16") for way in ("eager", "compiled")}
    speeds = {key: [] for key in [*ways, ("float32", "engine"), ("bfloat16", "engine")]}
    for _ in range(rounds):
        for key, way in ways.items():
            speeds[key].append(ROWS * TOKENS / statistics.median(way.step() for _ in range(STEPS)))
        for precision, speed in bench(jar, threads).items():
            speeds[precision, "engine"].append(speed)
    about = dict(torch=torch.__version__, threads=threads, rounds=rounds)
    for (precision, way), all in speeds.items():
        print(json.dumps(about | dict(compute=precision, way=way, tokensPerSecond=round(statistics.median(all)))))
    for precision, way in ways:
        ratios = [ours / theirs for ours, theirs in zip(speeds[precision, "engine"], speeds[precision, way])]
        ratio, least, most = (round(f(ratios), 3) for f in (statistics.median, min, max))
        print(json.dumps(about | dict(compute=precision, engineOver=way, ratio=ratio, least=least, most=most)))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 3, int(sys.argv[3]) if len(sys.argv) > 3 else os.cpu_count())
