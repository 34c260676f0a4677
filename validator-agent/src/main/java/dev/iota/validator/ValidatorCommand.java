package dev.iota.validator;

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
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:all is well", "1:something is wrong with what was looked at", "2:the command line is wrong"})
public final class ValidatorCommand {
    private final PrintWriter out;

    private ValidatorCommand(PrintWriter out) {
        this.out = out;
    }

    public static void main(String[] args) {
        var charset = Charset.defaultCharset();
        var out = new PrintWriter(System.out, true, charset);
        var err = new PrintWriter(System.err, true, charset);
        System.exit(commandLine(out, err).execute(args));
    }

    /** The command line, whose results go to {@code out} and whose complaints go to {@code err}. */
    static CommandLine commandLine(PrintWriter out, PrintWriter err) {
        return new CommandLine(new ValidatorCommand(out))
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler(ValidatorCommand::explain)
                .setExecutionExceptionHandler(ValidatorCommand::report);
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

    private static int explain(ParameterException wrong, String[] args) {
        var command = wrong.getCommandLine();
        command.getErr()
                .printf(
                        "%s%nTry '%s --help'.%n",
                        wrong.getMessage(), command.getCommandSpec().qualifiedName());
        return ExitCode.USAGE;
    }

    private static int report(Exception failure, CommandLine command, ParseResult parsed) throws Exception {
        if (failure instanceof UnusableInputException) {
            command.getErr().println(failure.getMessage());
            return ExitCode.SOFTWARE;
        }
        throw failure;
    }
}
