package dev.iota.local;

import dev.iota.local.cloud.CloudCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point of everything that runs a whole system on one machine. */
@Command(
        name = "iota",
        mixinStandardHelpOptions = true,
        description = "The whole system on one machine.",
        subcommands = CloudCommand.class)
public final class LocalCommand {
    private LocalCommand() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new LocalCommand()).execute(args));
    }
}
