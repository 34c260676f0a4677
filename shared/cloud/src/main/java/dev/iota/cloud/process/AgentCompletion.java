package dev.iota.cloud.process;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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

    @Mixin
    private final CompletionScript script = new CompletionScript();

    @Override
    public void run() {
        script.print(spec.root().commandLine());
    }
}
