package dev.iota.local.runner.owner;

import dev.iota.core.api.EpochStatus;
import dev.iota.core.owner.Command;
import dev.iota.core.owner.RunState;
import dev.iota.local.runner.command.OpenRun;
import dev.iota.local.runner.operator.Operator;
import java.io.PrintWriter;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Ends a run. */
@picocli.CommandLine.Command(
        name = "stop",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Ends a run: its epoch is the last one, and what that trained is merged and published. Waits for"
                + " that, and tells the miners to stop. Ended in between, it is given again.")
final class StopCommand extends OrderCommand {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    @Option(names = "--now", description = "At once: what the epoch trained is given up.")
    private boolean now;

    @Override
    void order(OpenRun open, PrintWriter out) {
        var operator = open.operator();
        out.println(
                operator.orders().give(now ? Command.STOP_NOW : Command.STOP).reason());
        out.flush();
        if (!await(operator, out)) {
            out.println("it is not over yet; the same command waits for it again");
            return;
        }
        if (open.root().isEmpty()) { // who runs on this machine is the runner's
            operator.control().stop("the run has ended");
        }
        out.println(operator.orders().reason());
    }

    /** False if it was interrupted. */
    private static boolean await(Operator operator, PrintWriter out) {
        var said = "";
        while (operator.orders().state() == RunState.ENDING) {
            var line = operator.status()
                    .filter(status -> !status.epochs().isEmpty())
                    .map(status -> "epoch %d %s"
                            .formatted(status.epoch(), phase(status.epochs().getLast())))
                    .orElse(said);
            if (!line.equals(said)) {
                out.println(line);
                out.flush();
                said = line;
            }
            try {
                Thread.sleep(LOOK_EVERY);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    private static String phase(EpochStatus epoch) {
        return epoch.phase();
    }
}
