package dev.iota.local.runner.owner;

import dev.iota.core.owner.Command;
import dev.iota.local.runner.command.OpenRun;
import java.io.PrintWriter;

/** Lets nothing new start in a run. */
@picocli.CommandLine.Command(
        name = "pause",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Lets no microbatch start in a run. What is under way is brought to its end, miners stay, and the epoch"
                        + " has the time again when the run goes on.")
final class PauseCommand extends OrderCommand {
    @Override
    void order(OpenRun open, PrintWriter out) {
        out.println(open.operator().orders().give(Command.PAUSE).reason());
    }
}
