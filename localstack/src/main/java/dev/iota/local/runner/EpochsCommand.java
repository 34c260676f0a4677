package dev.iota.local.runner;

import dev.iota.core.wire.Json;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists the epochs of a run. */
@Command(
        name = "epochs",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Lists the epochs of a run: what each started from, and how it was merged.")
public final class EpochsCommand implements Callable<Integer> {
    @Mixin
    private final RunChoice run = new RunChoice();

    @Option(names = "--json", description = "Print a JSON array.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        try (var open = OpenRun.open(run.folder(), InstantSource.system())) {
            var epochs = open.operator().history();
            spec.commandLine().getOut().println(json ? Json.write(epochs) : EpochList.text(epochs));
            return CommandLine.ExitCode.OK;
        }
    }
}
