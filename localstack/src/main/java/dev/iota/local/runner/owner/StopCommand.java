package dev.iota.local.runner.owner;

import dev.iota.core.api.EpochStatus;
import dev.iota.core.api.StatusResponse;
import dev.iota.core.owner.Command;
import dev.iota.core.owner.RunState;
import dev.iota.local.runner.command.OpenRun;
import dev.iota.local.runner.failure.RunnerException;
import dev.iota.local.runner.operator.Operator;
import dev.iota.local.runner.report.Assessment;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
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
        var last = operator.epoch();
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
        if (!now) {
            requireKept(operator, last);
        }
        out.println(operator.orders().reason());
    }

    /** The run has ended well only if its weights have what its last epoch trained. */
    private static void requireKept(Operator operator, int last) {
        if (operator.orders().state() == RunState.HALTED) {
            throw new RunnerException("%s", operator.orders().reason());
        }
        requireMerged(operator.status().map(StatusResponse::epochs).orElse(List.of()), last);
    }

    static void requireMerged(List<EpochStatus> epochs, int last) {
        var lost = epochs.stream()
                .filter(epoch -> epoch.epoch() == last)
                .flatMap(epoch -> Assessment.ofMerge(epoch).stream())
                .toList();
        if (!lost.isEmpty()) {
            throw new RunnerException(
                    "the run has ended without a part of what it trained; './iota run start' lets it go on: %s",
                    String.join("; ", lost));
        }
    }

    /** False if it was interrupted. */
    private static boolean await(Operator operator, PrintWriter out) {
        var said = "";
        while (operator.orders().state() == RunState.ENDING) {
            var line = operator.status()
                    .filter(status -> !status.epochs().isEmpty())
                    .map(status -> "epoch %d %s"
                            .formatted(status.epoch(), status.epochs().getLast().phase()))
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
}
