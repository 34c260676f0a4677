package dev.iota.miner;

import dev.iota.core.base.MalformedException;
import dev.iota.miner.terminal.ExitStatus;
import dev.iota.model.checkpoint.Checkpoint;
import dev.iota.model.checkpoint.CheckpointInfo;
import dev.iota.model.checkpoint.ElementType;
import dev.iota.model.checkpoint.TensorInfo;
import dev.iota.model.checkpoint.TensorSource;
import dev.iota.model.program.Parameter;
import dev.iota.model.program.StageProgram;
import dev.iota.model.text.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Makes a checkpoint of weights as miners upload them. For the local runner, which has no tensor library of its own.
 */
@Command(name = "export", hidden = true, description = "Make a checkpoint of the uploaded weights of all stages.")
final class ExportCommand implements Callable<Integer> {
    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandLine.Model.CommandSpec spec;

    @Option(names = "--spec", paramLabel = "FILE", required = true, description = "the run's specification as JSON")
    @SuppressWarnings("NullAway.Init") // required
    private Path runSpec;

    @Option(
            names = "--weights",
            paramLabel = "DIR",
            required = true,
            description = "folder with stage-0.bin and so on: parameters in the order of the stage's program, float32")
    @SuppressWarnings("NullAway.Init") // required
    private Path weights;

    @Option(names = "--tokenizer", paramLabel = "byte|FILE", defaultValue = "byte", description = "of the run")
    @SuppressWarnings("NullAway.Init") // has a default
    private String tokenizer;

    @Option(
            names = "--end-of-text",
            paramLabel = "TOKEN",
            description = "the tokenizer's token between documents; default: the one it marks as such")
    private @Nullable String endOfText;

    @Option(names = "--tokens", paramLabel = "N", required = true, description = "tokens that were trained on")
    private long tokens;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "where the checkpoint goes")
    @SuppressWarnings("NullAway.Init") // required
    private Path out;

    @Override
    public Integer call() throws Exception {
        var run = SpecFile.read(runSpec);
        var model = run.model();
        var files = new ArrayList<FileChannel>();
        try (var opened = Tokenizer.of(tokenizer, Optional.ofNullable(endOfText))) {
            var stages = new ArrayList<List<TensorSource>>();
            for (var stage = 0; stage < model.stages(); stage++) {
                var path = weights.resolve("stage-%d.bin".formatted(stage));
                var file = FileChannel.open(path);
                files.add(file);
                stages.add(tensors(path, file, StageProgram.parameters(model, stage)));
            }
            Checkpoint.write(
                    out, new CheckpointInfo(model, run.training(), run.run(), run.seed(), tokens), opened, stages);
        } finally {
            for (var file : files) {
                file.close();
            }
        }
        spec.commandLine().getOut().println(out);
        return ExitStatus.OK;
    }

    private static List<TensorSource> tensors(Path path, FileChannel file, List<Parameter> parameters)
            throws IOException {
        var tensors = new ArrayList<TensorSource>();
        var position = 0L;
        for (var parameter : parameters) {
            var start = position;
            var info = new TensorInfo(parameter.name(), ElementType.F32, parameter.shape());
            tensors.add(new TensorSource(info, channel -> transfer(file, start, info.bytes(), channel)));
            position += info.bytes();
        }
        if (file.size() != position) {
            throw new MalformedException(
                    "%s has %d bytes; the weights of its stage take %d".formatted(path, file.size(), position));
        }
        return tensors;
    }

    private static void transfer(FileChannel file, long start, long bytes, WritableByteChannel channel)
            throws IOException {
        for (var done = 0L; done < bytes; ) {
            done += file.transferTo(start + done, bytes - done, channel);
        }
    }
}
