package dev.iota.miner;

import dev.iota.core.run.Presets;
import dev.iota.core.wire.Json;
import dev.iota.model.program.ModelSummary;
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
        description =
                "Print parameters of each stage, bytes of each boundary crossing and memory needed, before anything is allocated.")
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

    /** What a preset asks for. */
    private record Row(String preset, ModelSummary needs) {}

    @Override
    public Integer call() {
        var rows = (names.isEmpty() ? Presets.NAMES : names)
                .stream()
                        .map(name -> new Row(name, ModelSummary.of(Presets.load(name))))
                        .toList();
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.write(rows));
        } else {
            rows.forEach(row -> out.printf("%s%n%s%n", row.preset(), row.needs().text()));
        }
        return Exit.OK;
    }
}
