package dev.iota.validator;

import dev.iota.cloud.process.AgentCompletion;
import dev.iota.cloud.process.EndReason;
import dev.iota.cloud.process.OrderlyTool;
import dev.iota.cloud.process.Program;
import dev.iota.cloud.process.Supervised;
import dev.iota.cloud.terminal.Examples;
import dev.iota.core.base.English;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
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
            AgentCompletion.class
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
    private static final Program PROGRAM = new Program(command -> "", EndReason::status);

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
        return PROGRAM.line(
                new ValidatorCommand(out),
                Examples.of("validator-agent", "java -jar validator-agent.jar", ValidatorCommand.class));
    }

    /** Runs the program, whose results go to {@code out} and whose complaints go to {@code err}; its exit status. */
    static int execute(String[] args, PrintWriter out, PrintWriter err) {
        try (var tool = new OrderlyTool()) {
            return line(out)
                    .setOut(out)
                    .setErr(err)
                    .setExecutionStrategy(parsed -> carryOut(parsed, tool))
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
}
