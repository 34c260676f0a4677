package dev.iota.local.runner.owner;

import dev.iota.core.owner.Command;
import dev.iota.local.runner.command.OpenRun;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Lets a run go on that was paused, or that halted. */
@picocli.CommandLine.Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Lets a run go on that was paused; with --rate one that halted, from its last good weights with another"
                        + " learning rate.")
final class ResumeCommand extends OrderCommand {
    @Option(
            names = "--rate",
            paramLabel = "R",
            description =
                    "Peak of the learning rate, whose schedule stays. What was trained since the last good epoch is"
                            + " given up.")
    private @Nullable Double rate;

    @Override
    void order(OpenRun open, PrintWriter out) {
        if (rate == null) {
            out.println(open.operator().orders().give(Command.RESUME).reason() + advice(open));
            return;
        }
        var epoch = open.operator().control().resume(rate);
        out.printf(
                "epoch %d begins with a learning rate of %s; miners were told to stop, start them again%s%n",
                epoch, rate, advice(open));
    }
}
