package dev.iota.local.runner.command;

import dev.iota.cloud.process.LocalDisk;
import dev.iota.local.runner.failure.RunnerException;
import dev.iota.orchestrator.admin.AuditAdmin;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** An audit, and the folder that it is written into, where anybody can repeat it. */
final class AuditOutput {
    @Option(
            names = "--export",
            paramLabel = "AUDIT",
            required = true,
            description = "Write this audit with its evidence, for 'validator-agent verify'.")
    @SuppressWarnings("NullAway.Init") // required
    private String audit;

    @Option(names = "--to", paramLabel = "DIR", required = true, description = "The folder that it is written into.")
    @SuppressWarnings("NullAway.Init") // required
    private Path folder;

    /** @throws RunnerException if it cannot be written */
    void write(AuditAdmin admin, PrintWriter out) {
        try {
            admin.export(audit, folder);
        } catch (IllegalStateException e) {
            throw new RunnerException(e, "%s", String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new RunnerException(
                    e, "cannot write audit %s to %s: %s", audit, folder, new LocalDisk(folder).reason(e));
        }
        out.println("audit %s is in %s; 'java -jar validator-agent.jar verify' with that folder repeats it"
                .formatted(audit, folder));
    }
}
