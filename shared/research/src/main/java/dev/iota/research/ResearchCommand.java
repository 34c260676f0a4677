package dev.iota.research;

import dev.iota.cloud.process.OrderlyTool;
import dev.iota.cloud.process.Supervised;
import dev.iota.cloud.terminal.Examples;
import dev.iota.core.base.English;
import dev.iota.core.base.InvalidSpecException;
import dev.iota.core.base.MalformedException;
import dev.iota.model.text.CorpusException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
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
        return withExamples(
                new CommandLine(new ResearchCommand()),
                Examples.of("iota-research", "java -jar iota-research.jar", ResearchCommand.class));
    }

    /** Puts examples below the help of a command, and of those below it. */
    private static CommandLine withExamples(CommandLine line, Examples examples) {
        var spec = line.getCommandSpec();
        spec.usageMessage().footer(examples.footer(spec.qualifiedName()));
        line.getSubcommands().values().forEach(command -> withExamples(command, examples));
        return line;
    }

    /** Runs the program; returns its exit status. */
    static int execute(String[] args, PrintWriter out, PrintWriter err) {
        try (var tool = new OrderlyTool()) {
            return line().setOut(out)
                    .setErr(err)
                    .setExecutionStrategy(parsed -> carryOut(parsed, tool))
                    .setParameterExceptionHandler((e, given) -> failed(e, e.getCommandLine(), ExitCode.USAGE))
                    .setExecutionExceptionHandler((e, command, parsed) -> failed(e, command))
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

    private static int failed(Exception e, CommandLine command) throws Exception {
        var toldToEnd = OrderlyTool.lastWord(e);
        if (toldToEnd.isPresent()) {
            var name = command.getCommandSpec().qualifiedName();
            command.getErr().printf("%s: %s%n", name, toldToEnd.get().reason());
            return ExitCode.SOFTWARE;
        }
        return switch (e) {
            case InvalidSpecException wrong -> failed(wrong, command, ExitCode.USAGE);
            case MalformedException wrong -> failed(wrong, command, ExitCode.SOFTWARE);
            case CorpusException wrong -> failed(wrong, command, ExitCode.SOFTWARE);
            case NoSuchFileException missing -> failed(missing, command, ExitCode.SOFTWARE);
            default -> throw e;
        };
    }

    /** One line that says what is wrong. */
    private static int failed(Exception e, CommandLine command, int status) {
        var reason = e instanceof NoSuchFileException missing
                ? "there is no file %s".formatted(missing.getFile())
                : e.getMessage();
        command.getErr()
                .printf("%s: %s; see '%1$s --help'%n", command.getCommandSpec().qualifiedName(), reason);
        return status;
    }
}
