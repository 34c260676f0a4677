package dev.iota.local.runner.owner;

import dev.iota.core.base.Json;
import dev.iota.local.runner.command.OpenRun;
import dev.iota.local.runner.failure.RunnerException;
import java.io.PrintWriter;
import picocli.CommandLine.Option;

/** Shows where a run stands. */
@picocli.CommandLine.Command(
        name = "status",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Shows where a run stands: its state, its epoch, its losses, the miners of each stage, and what"
                + " lies in its queues.")
final class StatusCommand extends OrderCommand {
    @Option(names = "--json", description = "The same as JSON, with everything that the orchestrator says.")
    private boolean json;

    @Override
    void order(OpenRun open, PrintWriter out) {
        var operator = open.operator();
        var orders = operator.orders();
        var status = operator.status()
                .orElseThrow(() -> new RunnerException("the cloud does not answer; try again in a moment"));
        var view = new StatusView(
                orders.state(), orders.reason(), operator.recorded().epochs().count(), status, operator.queues());
        out.println(json ? Json.write(view) : view.text());
    }
}
