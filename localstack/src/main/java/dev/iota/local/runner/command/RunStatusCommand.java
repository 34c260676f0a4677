package dev.iota.local.runner.command;

import dev.iota.cloud.reader.RunReader;
import dev.iota.cloud.terminal.Terminal;
import dev.iota.core.base.Json;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says where a run stands, as anybody may see it. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Says where a run stands: what it does, its epoch, losses and audits, and how busy each stage is.")
public final class RunStatusCommand extends LookCommand {
    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    protected void look(RunReader reader, PrintWriter out) {
        var standing = new Standing(reader.run(), reader.stages());
        if (json) {
            out.println(Json.write(standing));
        } else {
            standing.lines(Terminal.ofThisProcess()).forEach(out::println);
        }
    }
}
