package dev.iota.research;

import dev.iota.cloud.process.OrderlyTool;
import dev.iota.cloud.process.Program;
import dev.iota.cloud.process.Supervised;
import dev.iota.cloud.terminal.Examples;
import dev.iota.core.base.English;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** Entry point. */
@Command(
        name = "iota-research",
        description = "What a run is compared with: trains and simulates in one process.",
        mixinStandardHelpOptions = true,
        scope = CommandLine.ScopeType.INHERIT,
        subcommands = {
            ReferenceCommand.class,
            ConvergenceCommand.class,
            ClaspCommand.class,
            ZooCommand.class,
            ZooCommand.Miners.class
        })
public final class ResearchCommand implements Runnable {
    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandLine.Model.CommandSpec spec;

    private ResearchCommand() {}

    public static void main(String[] args) {
        English.speak();
        Supervised.follow();
        var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(execute(args, out, err));
    }

    /** All that it can do. */
    static CommandLine line() {
        return Program.USUAL.line(
                new ResearchCommand(),
                Examples.of("iota-research", "java -jar iota-research.jar", ResearchCommand.class));
    }

    /** Runs the program; returns its exit status. */
    static int execute(String[] args, PrintWriter out, PrintWriter err) {
        try (var tool = new OrderlyTool()) {
            return line().setOut(out)
                    .setErr(err)
                    .setExecutionStrategy(parsed -> carryOut(parsed, tool))
                    .execute(args);
        }
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name what to do");
    }

    /** What computes leaves the tensor library before the process ends; a simulation never enters it. */
    private static int carryOut(CommandLine.ParseResult parsed, OrderlyTool tool) {
        if (!(parsed.asCommandLineList().getLast().getCommand() instanceof ClaspCommand)) {
            tool.begin();
        }
        return new CommandLine.RunLast().execute(parsed);
    }
}
