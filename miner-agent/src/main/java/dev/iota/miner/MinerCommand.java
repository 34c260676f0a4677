package dev.iota.miner;

import dev.iota.agent.failure.AgentException;
import dev.iota.cloud.process.LastWord;
import dev.iota.cloud.process.LocalDisk;
import dev.iota.cloud.process.OrderlyTool;
import dev.iota.cloud.process.Supervised;
import dev.iota.cloud.terminal.Examples;
import dev.iota.core.base.English;
import dev.iota.core.base.FileReason;
import dev.iota.core.base.InvalidSpecException;
import dev.iota.core.base.MalformedException;
import dev.iota.miner.terminal.ExitStatus;
import dev.iota.model.text.CorpusException;
import dev.iota.model.torch.NativeCacheException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
            MinerCompletionCommand.class
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
        return withExamples(
                        new CommandLine(new MinerCommand()),
                        Examples.of("miner-agent", "java -jar miner-agent.jar", MinerCommand.class))
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    /** Puts examples below the help of a command, and of those below it. */
    private static CommandLine withExamples(CommandLine line, Examples examples) {
        var spec = line.getCommandSpec();
        spec.usageMessage().footer(examples.footer(spec.qualifiedName()));
        line.getSubcommands().values().forEach(command -> withExamples(command, examples));
        return line;
    }

    /** Runs the program; returns its exit status. */
    static int execute(String[] args, Map<String, String> environment, PrintWriter out, PrintWriter err) {
        try (var tool = new OrderlyTool()) {
            return execute(args, environment, out, err, tool);
        }
    }

    private static int execute(
            String[] args, Map<String, String> environment, PrintWriter out, PrintWriter err, OrderlyTool tool) {
        var line = line().setOut(out)
                .setErr(err)
                .setExecutionStrategy(parsed -> carryOut(parsed, tool))
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

    /** A tool leaves the tensor library before the process ends; {@code run} sees to its miners itself. */
    private static int carryOut(CommandLine.ParseResult parsed, OrderlyTool tool) {
        if (!(parsed.asCommandLineList().getLast().getCommand() instanceof RunCommand)) {
            tool.begin();
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    private static int misused(ParameterException e, String[] args) {
        var command = e.getCommandLine();
        var name = command.getCommandSpec().qualifiedName();
        var err = command.getErr();
        err.printf("%s: %s; see '%1$s --help'%n", name, e.getMessage());
        new LastWord(LastWord.Kind.WRONG, String.valueOf(e.getMessage())).say(err);
        return ExitStatus.USAGE;
    }

    private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
        var err = command.getErr();
        var known = known(e, folder(command));
        if (known.isEmpty()) {
            // A defect: where it happened is for those who mend it.
            e.printStackTrace(err);
            LastWord.of(e).say(err);
            return ExitStatus.FAILED;
        }
        err.printf(
                "%s: %s%n",
                command.getCommandSpec().qualifiedName(), known.get().word().reason());
        known.get().word().say(err);
        return known.get().status();
    }

    /** Where a tool writes. */
    private static Path folder(CommandLine command) {
        var out = command.getCommandSpec().findOption("--out");
        return out != null && out.getValue() instanceof Path path
                ? path.toAbsolutePath()
                : Path.of("").toAbsolutePath();
    }

    /** How a program ends whose message a person can act upon. */
    private record Known(int status, LastWord word) {}

    private static Optional<Known> known(Exception e, Path folder) {
        var toldToEnd = OrderlyTool.lastWord(e);
        if (toldToEnd.isPresent()) {
            return toldToEnd.map(word -> new Known(ExitStatus.FAILED, word));
        }
        var disk = new LocalDisk(folder).fault(e);
        if (disk.isPresent() && !(e instanceof AgentException)) {
            return Optional.of(
                    new Known(AgentException.Kind.DISK.status(), new LastWord(LastWord.Kind.DISK, disk.get())));
        }
        return switch (e) {
            case InvalidSpecException wrong -> Optional.of(new Known(ExitStatus.USAGE, wrong(wrong.getMessage())));
            // What was read from outside is not what it has to be; the message says what and names the remedy.
            case MalformedException wrong -> Optional.of(new Known(ExitStatus.FAILED, wrong(wrong.getMessage())));
            case NativeCacheException wrong -> Optional.of(new Known(ExitStatus.FAILED, wrong(wrong.getMessage())));
            case CorpusException wrong -> Optional.of(new Known(ExitStatus.FAILED, wrong(wrong.getMessage())));
            case NoSuchFileException missing ->
                Optional.of(new Known(ExitStatus.FAILED, wrong("there is no file " + missing.getFile())));
            case FileSystemException file ->
                Optional.of(
                        new Known(ExitStatus.FAILED, wrong("%s: %s".formatted(file.getFile(), FileReason.of(file)))));
            case AgentException known -> Optional.of(new Known(known.kind().status(), known.lastWord()));
            default -> Optional.empty();
        };
    }

    private static LastWord wrong(@Nullable String message) {
        return new LastWord(LastWord.Kind.WRONG, String.valueOf(message));
    }
}
