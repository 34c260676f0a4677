"""Says what the time of a stage goes to on a CPU, operator by operator, with PyTorch's profiler; docs/benchmarks.md has what it printed.

shares.py DIR [ROUNDS] [THREADS]     DIR is what `miner-agent program` wrote, see stage.py

Runs forward and backward of a microbatch with graphs kept and prints one JSON object: the share of the time that each operator takes itself.

Needs: pip install torch
"""

import json
import sys
from pathlib import Path

import torch
from torch.profiler import ProfilerActivity, profile

from stage import Stage

LEAST = 0.001


def main(folder, rounds, threads):
    torch._C._set_graph_executor_optimize(False)
    torch.set_num_threads(threads)
    stage = Stage(Path(folder), torch.device("cpu"))
    training = stage.about["training"]
    leaves, rope = stage.call("leaves", stage.weights()), stage.rope(training["sequence"])
    x, targets = stage.inputs(training["sequences"], training["sequence"])
    g = None if stage.tail else torch.randn(training["sequences"], training["sequence"], stage.boundary)
    learn = lambda: stage.learn("graph", leaves, x, targets, g, rope)
    learn()
    with profile(activities=[ProfilerActivity.CPU]) as seen:
        for _ in range(rounds):
            learn()
    times = {event.key: event.self_cpu_time_total for event in seen.key_averages()}
    total = sum(times.values())
    shares = {key: round(time / total, 3) for key, time in sorted(times.items(), key=lambda each: -each[1]) if time >= LEAST * total}
    print(json.dumps(dict(compute=stage.about["compute"], threads=threads, torch=torch.__version__, shares=shares)))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 3, int(sys.argv[3]) if len(sys.argv) > 3 else 1)
