package dev.iota.miner;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what lets a shell complete the commands and options of this program. */
@Command(
        name = "completion",
        description = {
            "Print a script with which the shell completes commands and options of 'miner-agent': source it where",
            "that is an alias for 'java -jar …/miner-agent.jar'."
        })
final class MinerCompletionCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** What can be completed in. One script serves both: it knows which shell reads it. */
    enum Shell {
        BASH,
        ZSH
    }

    @Parameters(paramLabel = "bash|zsh", description = "the shell that reads the script")
    @SuppressWarnings("NullAway.Init") // required
    private Shell shell;

    @Override
    public void run() {
        var program = spec.root().commandLine();
        spec.commandLine().getOut().printf("# %s: %s%n", shell, spec.qualifiedName());
        spec.commandLine().getOut().println(AutoComplete.bash(program.getCommandName(), program));
    }
}
