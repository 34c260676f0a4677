package dev.iota.local.runner.command;

import dev.iota.core.base.Json;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the epochs of a run. */
@Command(
        name = "epochs",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Lists the epochs of a run: what each started from, and how it was merged.")
public final class EpochsCommand extends OperatorCommand {
    @Option(names = "--json", description = "Print a JSON array.")
    private boolean json;

    @Override
    protected void act(OpenRun open, PrintWriter out) {
        var epochs = open.operator().history().epochs();
        out.println(json ? Json.write(epochs) : EpochList.text(epochs));
    }
}
