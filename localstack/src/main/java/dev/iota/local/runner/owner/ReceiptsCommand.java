package dev.iota.local.runner.owner;

import dev.iota.cloud.process.LocalDisk;
import dev.iota.core.base.Json;
import dev.iota.local.runner.command.OpenRun;
import dev.iota.local.runner.failure.RunnerException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Exports what a run is recorded to have done. */
@picocli.CommandLine.Command(
        name = "receipts",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Prints the receipts of a run as JSON lines, one for each completed microbatch in the order of"
                + " their numbers: its pathway, its loss, and the hashes that its miners signed. Or writes one of them"
                + " into a folder where anybody can verify it.")
final class ReceiptsCommand extends OrderCommand {
    @ArgGroup(exclusive = false)
    private @Nullable Output export;

    /** A receipt, and where it goes. */
    static final class Output {
        @Option(
                names = "--export",
                paramLabel = "MICROBATCH",
                required = true,
                description = "Write the receipt of this microbatch, for 'validator-agent verify'.")
        private long microbatch;

        @Option(
                names = "--to",
                paramLabel = "DIR",
                required = true,
                description = "The folder that it is written into.")
        @SuppressWarnings("NullAway.Init") // required
        private Path folder;
    }

    @Override
    void order(OpenRun open, PrintWriter out) {
        if (export == null) {
            open.operator().receipts().forEach(microbatch -> out.println(Json.write(microbatch)));
            return;
        }
        try {
            var missing = open.operator().exportReceipt(export.microbatch, export.folder);
            missing.forEach(out::println);
        } catch (IOException e) {
            throw new RunnerException(
                    e,
                    "cannot write the receipt of microbatch %d to %s: %s",
                    export.microbatch,
                    export.folder,
                    new LocalDisk(export.folder).reason(e));
        }
        out.println("receipt of microbatch %d is in %s; 'java -jar validator-agent.jar verify' of that folder checks it"
                .formatted(export.microbatch, export.folder));
    }
}
