package dev.iota.local;

import dev.iota.cloud.process.CompletionScript;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

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

    @Mixin
    private final CompletionScript script = new CompletionScript();

    @Override
    public void run() {
        var all = LocalCommand.line();
        ELSEWHERE.forEach(name -> all.addSubcommand(name, CommandSpec.create()));
        script.print(all);
    }
}
