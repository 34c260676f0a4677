package dev.iota.miner;

import dev.iota.core.base.Json;
import dev.iota.core.run.Preset;
import dev.iota.core.run.Presets;
import dev.iota.miner.terminal.Bytes;
import dev.iota.miner.terminal.ExitStatus;
import dev.iota.model.program.ParameterCounts;
import dev.iota.model.program.StageMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints what presets ask for, without allocating anything. */
@Command(
        name = "presets",
        description = "Print parameters of each stage, bytes of each boundary crossing and memory needed, "
                + "before anything is allocated.")
final class PresetsCommand implements Callable<Integer> {
    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandLine.Model.CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "PRESET",
            description = "names or YAML/JSON files; all presets that come with the program if none is given")
    private List<String> names = new ArrayList<>();

    @Option(names = "--json", description = "print an array of JSON objects")
    private boolean json;

    /** One stage of a preset; bytes. */
    private record Stage(int stage, int blocks, long parameters, StageMemory memory, long total) {}

    /** A preset; bytes. */
    private record Row(String preset, long parameters, long boundaryBytes, List<Stage> stages) {}

    @Override
    public Integer call() {
        var rows = (names.isEmpty() ? Presets.NAMES : names)
                .stream().map(name -> row(name, Presets.load(name))).toList();
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.write(rows));
            return ExitStatus.OK;
        }
        for (var row : rows) {
            out.printf(
                    "%s: %,d parameters in %d stages, %s a boundary crossing of one microbatch%n",
                    row.preset(),
                    row.parameters(),
                    row.stages().size(),
                    row.stages().size() > 1 ? Bytes.show(row.boundaryBytes()) : "no");
            for (var stage : row.stages()) {
                var memory = stage.memory();
                out.printf(
                        "  stage %2d  %2d blocks  %,15d parameters  %9s (weights %s, moments %s, "
                                + "gradients %s, a graph %s)%n",
                        stage.stage(),
                        stage.blocks(),
                        stage.parameters(),
                        Bytes.show(stage.total()),
                        Bytes.show(memory.weights()),
                        Bytes.show(memory.moments()),
                        Bytes.show(memory.gradients()),
                        Bytes.show(memory.graph()));
            }
        }
        return ExitStatus.OK;
    }

    private static Row row(String name, Preset preset) {
        var model = preset.model();
        var counts = ParameterCounts.of(model);
        var stages = new ArrayList<Stage>();
        for (var stage = 0; stage < model.stages(); stage++) {
            var memory = StageMemory.of(model, preset.training(), stage);
            stages.add(
                    new Stage(stage, model.blocks().get(stage), counts.stages().get(stage), memory, memory.total()));
        }
        return new Row(name, counts.total(), StageMemory.boundaryBytes(model, preset.training()), stages);
    }
}
