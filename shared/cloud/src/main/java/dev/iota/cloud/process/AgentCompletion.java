package dev.iota.cloud.process;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what lets a shell complete the commands and options of an agent, which is started as a jar. */
@Command(
        name = "completion",
        description = {
            "Prints a script with which the shell completes commands and options of '${ROOT-COMMAND-NAME}': source it",
            "where that is an alias for 'java -jar …/${ROOT-COMMAND-NAME}.jar'."
        })
public final class AgentCompletion implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** What can be completed in. One script serves both: it knows which shell reads it. */
    enum Shell {
        BASH,
        ZSH
    }

    @Parameters(paramLabel = "bash|zsh", description = "The shell that reads the script.")
    @SuppressWarnings("NullAway.Init") // required
    private Shell shell;

    @Override
    public void run() {
        var program = spec.root().commandLine();
        spec.commandLine().getOut().printf("# %s: %s%n", shell, spec.qualifiedName());
        spec.commandLine().getOut().println(AutoComplete.bash(program.getCommandName(), program));
    }
}
