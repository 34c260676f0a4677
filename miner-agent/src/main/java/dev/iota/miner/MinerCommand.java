package dev.iota.miner;

import dev.iota.cloud.process.Supervised;
import dev.iota.core.base.InvalidSpecException;
import dev.iota.core.base.MalformedException;
import dev.iota.miner.agent.failure.AgentException;
import dev.iota.miner.terminal.ExitStatus;
import dev.iota.model.text.CorpusException;
import dev.iota.model.torch.NativeCacheException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
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
            BenchCommand.class,
            TokeniseCommand.class,
            EvaluateCommand.class,
            SampleCommand.class,
            KeysCommand.class,
            PresetsCommand.class,
            ExportCommand.class,
            InitialCommand.class
        })
public final class MinerCommand implements Runnable {
    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandLine.Model.CommandSpec spec;

    private MinerCommand() {}

    public static void main(String[] args) {
        Supervised.follow();
        var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(execute(args, System.getenv(), out, err));
    }

    /** Runs the program; returns its exit status. */
    static int execute(String[] args, Map<String, String> environment, PrintWriter out, PrintWriter err) {
        var line = new CommandLine(new MinerCommand())
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(MinerCommand::misused)
                .setExecutionExceptionHandler(MinerCommand::failed);
        try {
            line.setDefaultValueProvider(Defaults.of(args, environment, line));
        } catch (ParameterException e) {
            return misused(e, args);
        }
        return line.execute(args);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name what to do");
    }

    private static int misused(ParameterException e, String[] args) {
        var command = e.getCommandLine();
        command.getErr()
                .printf("%s: %s; see '%1$s --help'%n", command.getCommandSpec().qualifiedName(), e.getMessage());
        return ExitStatus.USAGE;
    }

    private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) throws Exception {
        var name = command.getCommandSpec().qualifiedName();
        return switch (e) {
            case InvalidSpecException wrong -> {
                command.getErr().printf("%s: %s%n", name, wrong.getMessage());
                yield ExitStatus.USAGE;
            }
            // What was read from outside is not what it has to be; the message says what and names the remedy.
            case MalformedException wrong -> {
                command.getErr().printf("%s: %s%n", name, wrong.getMessage());
                yield ExitStatus.FAILED;
            }
            case NativeCacheException wrong -> {
                command.getErr().printf("%s: %s%n", name, wrong.getMessage());
                yield ExitStatus.FAILED;
            }
            case CorpusException wrong -> {
                command.getErr().printf("%s: %s%n", name, wrong.getMessage());
                yield ExitStatus.FAILED;
            }
            case NoSuchFileException missing -> {
                command.getErr().printf("%s: there is no file %s%n", name, missing.getFile());
                yield ExitStatus.FAILED;
            }
            case AgentException known -> {
                command.getErr().printf("%s: %s%n", name, known.getMessage());
                yield known.kind().status();
            }
            default -> throw e;
        };
    }
}
