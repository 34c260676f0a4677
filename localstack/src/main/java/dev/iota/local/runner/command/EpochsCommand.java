package dev.iota.local.runner.command;

import dev.iota.cloud.reader.RunReader;
import dev.iota.cloud.terminal.Terminal;
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
        look(open.reader(), out);
        if (!json) {
            EpochList.starts(open.operator().history().epochs()).forEach(out::println);
        }
    }

    @Override
    protected void look(RunReader reader, PrintWriter out) {
        var epochs = reader.epochs().reversed();
        if (json) {
            out.println(Json.write(epochs));
        } else {
            EpochList.of(epochs).lines(Terminal.ofThisProcess()).forEach(out::println);
        }
    }
}
