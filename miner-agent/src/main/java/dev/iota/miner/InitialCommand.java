package dev.iota.miner;

import dev.iota.core.base.Json;
import dev.iota.core.epoch.EpochTimes;
import dev.iota.core.epoch.StageCheckpoint.ParameterShape;
import dev.iota.core.run.RunSpec;
import dev.iota.miner.terminal.ExitStatus;
import dev.iota.model.engine.InitialWeights;
import dev.iota.model.file.AtomicFile;
import dev.iota.model.program.Parameter;
import dev.iota.model.program.ParameterCounts;
import dev.iota.model.program.StageProgram;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Writes the seeded weights of a run, which its first epoch starts from. For the operator, whose tools have no tensor
 * library. The weights go as they are drawn: no more than a chunk of them is ever held.
 */
@Command(name = "initial", hidden = true, description = "Write the initial weights of all stages of a run.")
final class InitialCommand implements Callable<Integer> {
    @Option(names = "--spec", paramLabel = "FILE", required = true, description = "the run's specification as JSON")
    @SuppressWarnings("NullAway.Init") // required
    private Path runSpec;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "where they go: a line of JSON with the names and shapes of the parameters of each stage, and"
                    + " then all parameters in that order, float32, little-endian (default: standard output)")
    private @Nullable Path out;

    @Override
    public Integer call() throws Exception {
        var run = SpecFile.read(runSpec);
        var counts = ParameterCounts.of(run.model()).stages();
        for (var stage = 0; stage < run.model().stages(); stage++) {
            // Refused before gigabytes are drawn and written, and not after.
            new EpochTimes(run).check(stage, counts.get(stage));
        }
        if (out == null) {
            // Bytes, which the writer of the command line would not take.
            try (var stream = new FileOutputStream(FileDescriptor.out)) {
                write(run, stream.getChannel());
            }
        } else {
            AtomicFile.write(out, channel -> write(run, channel));
        }
        return ExitStatus.OK;
    }

    private static void write(RunSpec run, WritableByteChannel channel) throws IOException {
        var model = run.model();
        var stages = IntStream.range(0, model.stages())
                .mapToObj(stage -> StageProgram.parameters(model, stage))
                .toList();
        var shapes = stages.stream().map(InitialCommand::shapes).toList();
        var header = ByteBuffer.wrap((Json.write(shapes) + "\n").getBytes(StandardCharsets.UTF_8));
        while (header.hasRemaining()) {
            channel.write(header);
        }
        for (var parameters : stages) {
            new InitialWeights(run.seed(), model.initialDeviation(), parameters).writeTo(channel);
        }
    }

    private static List<ParameterShape> shapes(List<Parameter> parameters) {
        return parameters.stream()
                .map(parameter -> new ParameterShape(parameter.name(), parameter.shape(), parameter.decayed()))
                .toList();
    }
}
