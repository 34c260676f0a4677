package dev.iota.miner;

import dev.iota.cloud.process.AgentCompletion;
import dev.iota.cloud.process.LastWord;
import dev.iota.cloud.process.OrderlyTool;
import dev.iota.cloud.process.Program;
import dev.iota.cloud.process.Supervised;
import dev.iota.cloud.terminal.Examples;
import dev.iota.core.base.English;
import dev.iota.miner.terminal.ExitStatus;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/**
 * Entry point. Nothing here starts the tensor library or the web server; the subcommands do, as far as they need them.
 */
@Command(
        name = "miner-agent",
        description = "Holds one stage of a model and trains it; also prepares data, measures, evaluates and samples.",
        mixinStandardHelpOptions = true,
        versionProvider = MinerVersion.class,
        scope = CommandLine.ScopeType.INHERIT,
        subcommands = {
            RunCommand.class,
            MinerStatusCommand.class,
            BenchCommand.class,
            TokeniseCommand.class,
            EvaluateCommand.class,
            SampleCommand.class,
            KeysCommand.class,
            PresetsCommand.class,
            ProgramCommand.class,
            ExportCommand.class,
            InitialCommand.class,
            AgentCompletion.class
        })
public final class MinerCommand implements Runnable {
    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandLine.Model.CommandSpec spec;

    private MinerCommand() {}

    public static void main(String[] args) {
        English.speak();
        Supervised.follow();
        var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(end(args, out, err));
    }

    /** Also of an error that is no exception: threads that live on must not keep a process that is lost. */
    private static int end(String[] args, PrintWriter out, PrintWriter err) {
        try {
            return execute(args, System.getenv(), out, err);
        } catch (Error e) {
            e.printStackTrace(err);
            LastWord.of(e).say(err);
            return ExitStatus.FAILED;
        }
    }

    /** All that it can do. */
    static CommandLine line() {
        return Program.USUAL.line(
                new MinerCommand(), Examples.of("miner-agent", "java -jar miner-agent.jar", MinerCommand.class));
    }

    /** Runs the program; returns its exit status. */
    static int execute(String[] args, Map<String, String> environment, PrintWriter out, PrintWriter err) {
        try (var tool = new OrderlyTool()) {
            return execute(args, environment, out, err, tool);
        }
    }

    private static int execute(
            String[] args, Map<String, String> environment, PrintWriter out, PrintWriter err, OrderlyTool tool) {
        var line = line().setOut(out).setErr(err).setExecutionStrategy(parsed -> carryOut(parsed, tool));
        try {
            line.setDefaultValueProvider(Defaults.of(args, environment, line));
        } catch (ParameterException e) {
            return Program.USUAL.misused(e, args);
        }
        return line.execute(args);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name what to do");
    }

    /** A tool leaves the tensor library before the process ends; {@code run} sees to its miners itself. */
    private static int carryOut(CommandLine.ParseResult parsed, OrderlyTool tool) {
        if (!(parsed.asCommandLineList().getLast().getCommand() instanceof RunCommand)) {
            tool.begin();
        }
        return new CommandLine.RunLast().execute(parsed);
    }
}
