package dev.iota.miner;

import dev.iota.core.base.Json;
import dev.iota.core.run.ModelSpec;
import dev.iota.core.run.Presets;
import dev.iota.core.run.TrainingSpec;
import dev.iota.core.wire.Precision;
import dev.iota.miner.terminal.ExitStatus;
import dev.iota.model.file.AtomicFile;
import dev.iota.model.program.Parameter;
import dev.iota.model.program.StageProgram;
import dev.iota.model.torch.TorchArchive;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Writes what a stage computes, for any PyTorch: so that a device can be measured without a miner. */
@Command(
        name = "program",
        description = "Write the program of a stage as a TorchScript archive (stage.pt) with the list of its "
                + "parameters (stage.json). Any PyTorch loads it; shared/model/src/test/python/stage.py measures it.")
final class ProgramCommand implements Callable<Integer> {
    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandLine.Model.CommandSpec spec;

    @Option(names = "--preset", paramLabel = "P", required = true, description = "a preset or a file of one")
    @SuppressWarnings("NullAway.Init") // required
    private String preset;

    @Option(names = "--stage", paramLabel = "S", required = true, description = "counted from 0")
    private int stage;

    @Option(
            names = "--compute",
            paramLabel = "FLOAT32|BFLOAT16",
            description = "element type of linear maps and attention (default: the preset's)")
    private @Nullable Precision compute;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "where the two files go")
    @SuppressWarnings("NullAway.Init") // required
    private Path out;

    /** What {@code stage.json} says. */
    private record About(
            String preset,
            int stage,
            Precision compute,
            ModelSpec model,
            TrainingSpec training,
            List<Parameter> parameters) {}

    @Override
    public Integer call() throws Exception {
        var found = Presets.load(preset);
        var model = found.model();
        if (stage < 0 || stage >= model.stages()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--stage is %d; %s has stages 0 to %d".formatted(stage, preset, model.stages() - 1));
        }
        var precision = compute == null ? found.training().compute() : compute;
        var program = StageProgram.of(model, stage, precision);
        var about = new About(preset, stage, precision, model, found.training(), program.parameters());
        Files.createDirectories(out);
        AtomicFile.write(out.resolve("stage.pt"), TorchArchive.write(StageProgram.CLASS, program.source()));
        AtomicFile.write(out.resolve("stage.json"), Json.mapper().writeValueAsBytes(about));
        spec.commandLine().getOut().println(out);
        return ExitStatus.OK;
    }
}
