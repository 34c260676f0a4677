package dev.iota.miner;

import dev.iota.agent.failure.AgentException;
import dev.iota.core.base.Json;
import dev.iota.core.run.Presets;
import dev.iota.miner.agent.DeviceMemory;
import dev.iota.miner.agent.view.OwnBench;
import dev.iota.miner.terminal.Bytes;
import dev.iota.miner.terminal.ExitStatus;
import dev.iota.model.bench.BenchResult;
import dev.iota.model.bench.BenchShape;
import dev.iota.model.bench.EngineBench;
import dev.iota.model.engine.EngineOptions;
import dev.iota.model.program.StageMemory;
import dev.iota.model.torch.Torch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Measures the stage engine alone. */
@Command(
        name = "bench",
        description = "Measure the stage engine in float32 and bfloat16 against the machine's own matrix "
                + "product of the same run.")
final class BenchCommand implements Callable<Integer> {
    /** Both precisions are in memory at one time. */
    private static final int ENGINES = 2;

    /** One for each way to keep a microbatch. */
    private static final int WAYS = 3;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandLine.Model.CommandSpec spec;

    @Option(
            names = "--preset",
            paramLabel = "P",
            description = "a stage of this preset or file; default: d 512, 4 blocks, 8/4 heads, ffn 1376, "
                    + "bottleneck 64, 4 × 512 tokens")
    private @Nullable String preset;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description = "interleaved rounds, of which medians are taken (default: ${DEFAULT-VALUE})")
    private int rounds;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description =
                    "keep the result in this folder: the miners whose --home it is say how fast they are against it")
    private @Nullable Path home;

    @Option(
            names = "--recomputation",
            description = "measure instead what it costs to keep block inputs, or the stage's input, and no graph")
    private boolean recomputation;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ComputeOptions compute;

    @Override
    public Integer call() throws IOException {
        if (rounds <= 0) {
            throw new ParameterException(spec.commandLine(), "--rounds is %d; it must be positive".formatted(rounds));
        }
        var shape = preset == null ? BenchShape.standard() : BenchShape.of(Presets.load(preset));
        var memory = StageMemory.of(shape.model(), shape.training(), shape.stage());
        var needed = (recomputation ? WAYS : ENGINES)
                * (memory.total() + memory.kept().graph());
        var available = DeviceMemory.bytes(
                Torch.start(compute.device(), compute.threads()).device());
        if (needed > available) {
            throw new AgentException(
                    AgentException.Kind.DOES_NOT_FIT,
                    "the bench needs %s and the device has %s: choose a smaller preset"
                            .formatted(Bytes.show(needed), Bytes.show(available)),
                    null);
        }
        var options = new EngineOptions(compute.device(), compute.threads(), Long.MAX_VALUE, Optional.empty());
        var bench = new EngineBench(shape, options);
        if (recomputation) {
            var measured = bench.recomputation(rounds);
            print(measured, measured.text());
            return ExitStatus.OK;
        }
        var result = bench.run(rounds);
        if (home != null) {
            kept(result).write(home);
        }
        print(result, result.text().strip());
        return ExitStatus.OK;
    }

    private void print(Record result, String text) {
        spec.commandLine().getOut().println(json ? Json.write(result) : text);
    }

    private OwnBench kept(BenchResult result) {
        return new OwnBench(
                Instant.now(),
                result.host().device(),
                result.host().threads(),
                preset == null ? "the shape of the targets" : "a stage of " + preset,
                new OwnBench.Gigaflops(
                        result.float32().gigaflops(), result.bfloat16().gigaflops()));
    }
}
