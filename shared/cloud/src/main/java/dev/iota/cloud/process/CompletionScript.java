package dev.iota.cloud.process;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What every command prints that lets a shell complete a program's commands and options. */
public final class CompletionScript {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec command;

    /** What can be completed in. One script serves both: it knows which shell reads it. */
    enum Shell {
        BASH,
        ZSH
    }

    @Parameters(paramLabel = "bash|zsh", description = "The shell that reads the script.")
    @SuppressWarnings("NullAway.Init") // required
    private Shell shell;

    /** Prints the script of a program. */
    public void print(CommandLine program) {
        var out = command.commandLine().getOut();
        out.printf("# %s: %s%n", shell, command.qualifiedName());
        out.println(AutoComplete.bash(program.getCommandName(), program));
    }
}
