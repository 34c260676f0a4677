package dev.iota.local.runner.command;

import dev.iota.cloud.count.CallCounts;
import dev.iota.core.base.Json;
import dev.iota.local.cloud.count.CallFile;
import dev.iota.local.cost.CostModel;
import dev.iota.local.cost.CostReport;
import dev.iota.local.cost.CostText;
import dev.iota.local.cost.PriceList;
import dev.iota.local.cost.Scale;
import dev.iota.local.runner.failure.RunnerException;
import dev.iota.local.runner.folder.RunFile;
import dev.iota.local.runner.folder.RunFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells what a run on this machine would have cost in AWS, and what a larger one would. */
@Command(
        name = "cost",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Tells what a run on this machine would have cost in AWS, from the calls that were counted,"
                + " and what a run of another size would.")
public final class CostCommand implements Callable<Integer> {
    private static final double MILLIS = 1000;

    /** Of stages, tokens, seconds and partitions: more is a mistake. */
    private static final int MOST = 1_000_000_000;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "RUN",
            description = "Folder of the run (default: the newest in runs/).")
    private @Nullable Path run;

    @Option(names = "--stages", paramLabel = "N", description = "Of a run with so many stages (default: as counted).")
    private @Nullable Integer stages;

    @Option(
            names = "--tokens-per-microbatch",
            paramLabel = "T",
            description = "Of a run with so many tokens in a microbatch (default: as counted).")
    private @Nullable Long tokens;

    @Option(
            names = "--seconds-per-stage",
            paramLabel = "S",
            description = "Seconds that a miner works at one microbatch, forward and backward: how many heartbeats it"
                    + " sends meanwhile (default: as many as were counted).")
    private double secondsPerStage;

    @Option(names = "--heartbeat", paramLabel = "S", description = "Seconds between heartbeats (default: as counted).")
    private @Nullable Double heartbeat;

    @Option(
            names = "--index-shards",
            paramLabel = "N",
            description = "Partitions that keys are spread over (default: as counted).")
    private @Nullable Integer indexShards;

    @Option(names = "--json", description = "Print a JSON object.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        check();
        var root = run != null ? run : RunChoice.newest(RunFolder.RUNS);
        var file = RunFolder.record(root);
        var counts = CallFile.read(root.resolve("cloud"))
                .orElseThrow(() -> new RunnerException(
                        "no calls were counted in %s; ./iota train counts them in an embedded cloud", root));
        var out = spec.commandLine().getOut();
        var report = report(counts, file);
        out.println(json ? Json.write(report) : CostText.of(report));
        out.flush();
        return CommandLine.ExitCode.OK;
    }

    private CostReport report(CallCounts counts, RunFile file) {
        var model = new CostModel(counts, file.spec().model().stages(), PriceList.shipped());
        if (model.microbatches() == 0) {
            throw new RunnerException("no microbatch was completed: there is nothing to compare costs with");
        }
        return model.at(scale(file));
    }

    private Scale scale(RunFile file) {
        var counted = Scale.of(file.spec());
        return new Scale(
                stages == null ? counted.stages() : stages,
                tokens == null ? counted.tokensPerMicrobatch() : tokens,
                secondsPerStage,
                heartbeat == null ? counted.heartbeat() : Duration.ofMillis((long) (heartbeat * MILLIS)),
                indexShards == null ? counted.indexShards() : indexShards);
    }

    /** Before anything is read. */
    private void check() {
        check("--stages", stages, 1);
        check("--tokens-per-microbatch", tokens, 1);
        check("--seconds-per-stage", secondsPerStage, 0);
        check("--heartbeat", heartbeat, 1);
        check("--index-shards", indexShards, 1);
    }

    private void check(String option, @Nullable Number value, int least) {
        if (value != null && !(value.doubleValue() >= least && value.doubleValue() <= MOST)) {
            throw new ParameterException(
                    spec.commandLine(), "%s is %s; wanted %d to %,d".formatted(option, value, least, MOST));
        }
    }
}
