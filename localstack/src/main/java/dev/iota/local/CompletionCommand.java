package dev.iota.local;

import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what lets a shell complete the commands and options of ./iota. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = {
            "Prints a script with which the shell completes commands and options.",
            "For this shell alone: source <(./iota completion bash). For every one: the same line in ~/.bashrc or"
                    + " ~/.zshrc."
        })
final class CompletionCommand implements Runnable {
    /** Those that './iota' does by other programs. */
    private static final List<String> ELSEWHERE = List.of("evaluate", "help", "presets", "sample", "test", "zoo");

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
        var all = LocalCommand.line();
        ELSEWHERE.forEach(name -> all.addSubcommand(name, CommandSpec.create()));
        spec.commandLine().getOut().printf("# %s: %s%n", shell, spec.qualifiedName());
        spec.commandLine().getOut().println(AutoComplete.bash(all.getCommandName(), all));
    }
}
