package dev.iota.miner;

import dev.iota.core.base.Json;
import dev.iota.core.epoch.EpochTimes;
import dev.iota.core.epoch.StageCheckpoint.ParameterShape;
import dev.iota.miner.terminal.ExitStatus;
import dev.iota.model.engine.InitialWeights;
import dev.iota.model.file.AtomicFile;
import dev.iota.model.program.ParameterCounts;
import dev.iota.model.program.StageProgram;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Writes the seeded weights of a run, which its first epoch starts from. For the operator, whose tools have no tensor
 * library.
 */
@Command(name = "initial", hidden = true, description = "Write the initial weights of all stages of a run.")
final class InitialCommand implements Callable<Integer> {
    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandLine.Model.CommandSpec spec;

    @Option(names = "--spec", paramLabel = "FILE", required = true, description = "the run's specification as JSON")
    @SuppressWarnings("NullAway.Init") // required
    private Path runSpec;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "where stage-0.f32 (all parameters in the order of the stage's program, float32) "
                    + "and stage-0.json (their names and shapes) go, and so on")
    @SuppressWarnings("NullAway.Init") // required
    private Path out;

    @Override
    public Integer call() throws Exception {
        var run = SpecFile.read(runSpec);
        var model = run.model();
        var counts = ParameterCounts.of(model).stages();
        for (var stage = 0; stage < model.stages(); stage++) {
            // Refused before gigabytes are drawn and written, and not after.
            new EpochTimes(run).check(stage, counts.get(stage));
        }
        for (var stage = 0; stage < model.stages(); stage++) {
            var parameters = StageProgram.parameters(model, stage);
            var weights = new InitialWeights(run.seed(), model.initialDeviation(), parameters);
            AtomicFile.write(out.resolve("stage-%d.f32".formatted(stage)), weights::writeTo);
            var shapes = parameters.stream()
                    .map(parameter -> new ParameterShape(parameter.name(), parameter.shape(), parameter.decayed()))
                    .toList();
            AtomicFile.write(
                    out.resolve("stage-%d.json".formatted(stage)), Json.mapper().writeValueAsBytes(shapes));
        }
        spec.commandLine().getOut().println(out);
        return ExitStatus.OK;
    }
}
