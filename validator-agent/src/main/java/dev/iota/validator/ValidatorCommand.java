package dev.iota.validator;

import dev.iota.agent.failure.AgentException;
import dev.iota.cloud.process.LastWord;
import dev.iota.cloud.process.OrderlyTool;
import dev.iota.cloud.process.Supervised;
import dev.iota.cloud.terminal.Examples;
import dev.iota.core.base.English;
import dev.iota.core.base.InvalidSpecException;
import dev.iota.core.base.MalformedException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;

/** Entry point. Commands that need no running agent start no application context, so that they answer at once. */
@Command(
        name = "validator-agent",
        description = "Re-executes samples of a run's work and judges it.",
        versionProvider = ValidatorVersion.class,
        mixinStandardHelpOptions = true,
        subcommands = {
            RunValidatorCommand.class,
            VerifyCommand.class,
            CalibrateCommand.class,
            HotkeyCommand.class,
            ValidatorCompletionCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:all is well",
            "1:something is wrong with what was looked at, or the program cannot go on",
            "2:the command line is wrong",
            "3:there is not enough memory",
            "4:the disk does not take what has to be written"
        })
public final class ValidatorCommand {
    private final PrintWriter out;

    private ValidatorCommand(PrintWriter out) {
        this.out = out;
    }

    public static void main(String[] args) {
        English.speak();
        Supervised.follow();
        var charset = Charset.defaultCharset();
        var out = new PrintWriter(System.out, true, charset);
        var err = new PrintWriter(System.err, true, charset);
        System.exit(execute(args, out, err));
    }

    /** All that it can do. */
    static CommandLine line(PrintWriter out) {
        return withExamples(
                        new CommandLine(new ValidatorCommand(out)),
                        Examples.of("validator-agent", "java -jar validator-agent.jar", ValidatorCommand.class))
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    /** Puts examples below the help of a command, and of those below it. */
    private static CommandLine withExamples(CommandLine line, Examples examples) {
        var spec = line.getCommandSpec();
        spec.usageMessage().footer(examples.footer(spec.qualifiedName()));
        line.getSubcommands().values().forEach(command -> withExamples(command, examples));
        return line;
    }

    /** Runs the program, whose results go to {@code out} and whose complaints go to {@code err}; its exit status. */
    static int execute(String[] args, PrintWriter out, PrintWriter err) {
        try (var tool = new OrderlyTool()) {
            return line(out)
                    .setOut(out)
                    .setErr(err)
                    .setExecutionStrategy(parsed -> carryOut(parsed, tool))
                    .setParameterExceptionHandler(ValidatorCommand::explain)
                    .setExecutionExceptionHandler(ValidatorCommand::report)
                    .execute(args);
        }
    }

    @Command(
            name = "verify-data",
            description = "Checks every record of every token shard against the run's manifest; stops at the "
                    + "first that is wrong.",
            versionProvider = ValidatorVersion.class,
            mixinStandardHelpOptions = true)
    int verifyData(
            @Parameters(paramLabel = "MANIFEST", description = "the manifest; its shards lie beside it")
                    Path manifest) {
        return new DataVerification(out).verify(manifest) ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    @Command(
            name = "recompute",
            description = "Computes the ledgers of a run again from receipts and verdicts, and names the first "
                    + "difference.",
            versionProvider = ValidatorVersion.class,
            mixinStandardHelpOptions = true)
    int recompute(
            @Option(
                            names = "--ledger",
                            required = true,
                            paramLabel = "FOLDER",
                            description = "what './iota scores --export FOLDER' wrote")
                    Path ledger,
            @Option(
                            names = "--head",
                            paramLabel = "SHA256",
                            description = "what the newest ledger hashes to, as somebody else was told")
                    Optional<String> head) {
        return new LedgerRecomputation(out).recompute(ledger, head) ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    /** A tool leaves the tensor library before the process ends; {@code run} sees to its validator itself. */
    private static int carryOut(ParseResult parsed, OrderlyTool tool) {
        if (!(parsed.asCommandLineList().getLast().getCommand() instanceof RunValidatorCommand)) {
            tool.begin();
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    private static int explain(ParameterException wrong, String[] args) {
        var command = wrong.getCommandLine();
        command.getErr()
                .printf(
                        "%s%nTry '%s --help'.%n",
                        wrong.getMessage(), command.getCommandSpec().qualifiedName());
        return ExitCode.USAGE;
    }

    private static int report(Exception failure, CommandLine command, ParseResult parsed) {
        var err = command.getErr();
        var known = known(failure);
        if (known.isEmpty()) {
            // A defect: where it happened is for those who mend it.
            failure.printStackTrace(err);
            LastWord.of(failure).say(err);
            return ExitCode.SOFTWARE;
        }
        err.println(known.get().reason());
        known.get().say(err);
        return failure instanceof AgentException agent ? agent.kind().status() : ExitCode.SOFTWARE;
    }

    /** What a person can act upon. */
    private static Optional<LastWord> known(Exception failure) {
        var toldToEnd = OrderlyTool.lastWord(failure);
        return toldToEnd.isPresent() ? toldToEnd : fault(failure);
    }

    private static Optional<LastWord> fault(Exception failure) {
        return switch (failure) {
            case AgentException agent -> Optional.of(agent.lastWord());
            case UnusableInputException wrong -> Optional.of(wrong(wrong));
            case InvalidSpecException wrong -> Optional.of(wrong(wrong));
            case MalformedException wrong -> Optional.of(wrong(wrong));
            default -> Optional.empty();
        };
    }

    private static LastWord wrong(Exception failure) {
        return new LastWord(LastWord.Kind.WRONG, String.valueOf(failure.getMessage()));
    }
}
