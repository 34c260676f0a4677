package dev.iota.local.runner.owner;

import dev.iota.core.base.Json;
import dev.iota.local.runner.command.OpenRun;
import java.io.PrintWriter;

/** Exports what a run is recorded to have done. */
@picocli.CommandLine.Command(
        name = "receipts",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Prints the receipts of a run as JSON lines, one for each completed microbatch in the order of"
                + " their numbers: its pathway, its loss, and the hashes that its miners signed. The signatures were"
                + " checked when they came, and are not kept.")
final class ReceiptsCommand extends OrderCommand {
    @Override
    void order(OpenRun open, PrintWriter out) {
        open.operator().receipts().forEach(microbatch -> out.println(Json.write(microbatch)));
    }
}
