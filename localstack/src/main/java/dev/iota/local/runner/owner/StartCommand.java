package dev.iota.local.runner.owner;

import dev.iota.core.owner.Command;
import dev.iota.local.runner.command.OpenRun;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Lets a run train again that had come to its end. */
@picocli.CommandLine.Command(
        name = "start",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Lets a run train that was paused or stopped, or whose epochs are over.")
final class StartCommand extends OrderCommand {
    @Option(names = "--epochs", paramLabel = "E", description = "So many epochs more than the run has finished.")
    private @Nullable Integer epochs;

    @Override
    void order(OpenRun open, PrintWriter out) {
        var orders = open.operator().orders();
        var answer = epochs == null ? orders.give(Command.START) : orders.start(epochs);
        out.println(answer.reason() + advice(open));
    }
}
