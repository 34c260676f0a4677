package dev.iota.miner;

import ai.djl.Device;
import dev.iota.core.base.Json;
import dev.iota.core.run.Preset;
import dev.iota.core.run.Presets;
import dev.iota.miner.agent.DeviceMemory;
import dev.iota.miner.agent.MemoryLimit;
import dev.iota.miner.agent.MemoryPlan;
import dev.iota.miner.terminal.Bytes;
import dev.iota.miner.terminal.ExitStatus;
import dev.iota.model.program.ParameterCounts;
import dev.iota.model.program.StageMemory;
import dev.iota.model.text.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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

    @Option(
            names = "--memory",
            paramLabel = "AMOUNT",
            converter = RunCommand.MemoryConverter.class,
            description = "say what a miner that may use so much holds at once: bytes (80G) or a part of this "
                    + "machine's (0.5)")
    private @Nullable MemoryLimit memory;

    @Option(
            names = "--tokenizer",
            paramLabel = "byte|FILE",
            description = "with the vocabulary of this tokenizer, instead of the preset's")
    private @Nullable String tokenizer;

    @Option(names = "--end-of-text", paramLabel = "TOKEN", description = "the tokenizer's token between documents")
    private @Nullable String endOfText;

    /**
     * One stage of a preset; bytes.
     *
     * @param total of the stage itself
     * @param needed by a miner that works on it
     */
    private record Stage(
            int stage, int blocks, long parameters, StageMemory memory, long total, long needed, Optional<Held> held) {}

    /**
     * What a miner holds of microbatches at once.
     *
     * @param fits whether it can work on the stage at all
     * @param microbatches at once
     * @param graphs of these that keep their graph
     * @param blockInputs of these that keep their block inputs; the others keep the stage's input
     * @param graphAtWork whether the one at work may have its graph, besides
     */
    private record Held(boolean fits, int microbatches, int graphs, int blockInputs, boolean graphAtWork) {
        private static final Held NOTHING = new Held(false, 0, 0, 0, false);

        String text(boolean tail) {
            if (!fits) {
                return "does not fit";
            }
            if (tail) {
                var kept = graphAtWork ? "the graph" : "the block inputs";
                return "%d at once, with %s of the one at work".formatted(microbatches, kept);
            }
            return "%d at once: graph of %d, block inputs of %d, stage input of %d, run again %s"
                    .formatted(
                            microbatches,
                            graphs,
                            blockInputs,
                            microbatches - graphs - blockInputs,
                            graphAtWork ? "once" : "twice");
        }
    }

    /** A preset; bytes. */
    private record Row(String preset, long parameters, long boundaryBytes, List<Stage> stages) {}

    @Override
    public Integer call() {
        var limit = Optional.ofNullable(memory).map(given -> given.bytes(DeviceMemory.bytes(Device.cpu())));
        var rows = (names.isEmpty() ? Presets.NAMES : names)
                .stream().map(name -> row(name, preset(name), limit)).toList();
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
                var parts = stage.memory();
                out.printf(
                        "  stage %2d  %2d blocks  %,15d parameters  %9s (weights %s, copies %s, moments %s, "
                                + "gradients %s, work %s; on a CPU %s; a graph %s, block inputs %s)%s%n",
                        stage.stage(),
                        stage.blocks(),
                        stage.parameters(),
                        Bytes.show(stage.total()),
                        Bytes.show(parts.weights()),
                        Bytes.show(parts.copies()),
                        Bytes.show(parts.moments()),
                        Bytes.show(parts.gradients()),
                        Bytes.show(parts.working()),
                        Bytes.show(parts.resident()),
                        Bytes.show(parts.kept().graph()),
                        Bytes.show(parts.kept().inputs()),
                        stage.held()
                                .map(held -> "  "
                                        + held.text(
                                                stage.stage() == row.stages().size() - 1))
                                .orElse(""));
            }
        }
        return ExitStatus.OK;
    }

    private Preset preset(String name) {
        var preset = Presets.load(name);
        if (tokenizer == null) {
            return preset;
        }
        try (var opened = Tokenizer.of(tokenizer, Optional.ofNullable(endOfText))) {
            return new Preset(preset.model().withVocabulary(opened.vocabulary()), preset.training());
        }
    }

    private static Row row(String name, Preset preset, Optional<Long> limit) {
        var model = preset.model();
        var counts = ParameterCounts.of(model);
        var stages = new ArrayList<Stage>();
        for (var stage = 0; stage < model.stages(); stage++) {
            var parts = StageMemory.of(model, preset.training(), stage);
            var number = stage;
            stages.add(new Stage(
                    stage,
                    model.blocks().get(stage),
                    counts.stages().get(stage),
                    parts,
                    parts.total(),
                    MemoryPlan.needed(model, preset.training(), stage),
                    limit.map(bytes -> held(preset, number, parts, bytes))));
        }
        return new Row(name, counts.total(), StageMemory.boundaryBytes(model, preset.training()), stages);
    }

    private static Held held(Preset preset, int stage, StageMemory parts, long bytes) {
        if (MemoryPlan.needed(preset.model(), preset.training(), stage) > bytes) {
            return Held.NOTHING;
        }
        var plan = MemoryPlan.of(preset.model(), preset.training(), stage, bytes);
        return new Held(true, plan.slots(), plan.graphs(parts), plan.blockInputs(parts), plan.hasGraphAtWork(parts));
    }
}
