package dev.iota.validator;

import dev.iota.core.audit.AuditExport;
import dev.iota.core.audit.ReceiptExport;
import dev.iota.validator.evidence.AuditRepetition;
import dev.iota.validator.evidence.ReceiptVerification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Repeats a verdict, or verifies a receipt. */
@Command(
        name = "verify",
        description =
                "Repeat the verdict of an exported audit, or verify an exported receipt; fails if the verdicts that"
                        + " were given are others, or a miner of the receipt did not sign its hop.",
        versionProvider = ValidatorVersion.class,
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandLine.Model.CommandSpec spec;

    @Parameters(
            paramLabel = "RECEIPT|AUDIT",
            description = "the folder that it was exported to, or the receipt.json or audit.json in it")
    @SuppressWarnings("NullAway.Init") // required
    private Path exported;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ReplayOptions replay;

    @Override
    public Integer call() throws InterruptedException {
        replay.require(spec.commandLine());
        try {
            return isRight() ? ExitCode.OK : ExitCode.SOFTWARE;
        } catch (NoSuchFileException e) {
            throw new UnusableInputException("there is no file '%s'".formatted(e.getFile()), e);
        } catch (IOException e) {
            throw new UnusableInputException("'%s' cannot be read: %s".formatted(exported, e), e);
        }
    }

    private boolean isRight() throws IOException, InterruptedException {
        var out = spec.commandLine().getOut();
        var receipt = file(ReceiptExport.FILE);
        if (receipt.endsWith(ReceiptExport.FILE) && Files.exists(receipt)) {
            return new ReceiptVerification(receipt, out).verify(replay.bars(), replay.device(), replay.threads());
        }
        return new AuditRepetition(file(AuditExport.FILE), out)
                .repeat(replay.bars(), replay.device(), replay.threads());
    }

    private Path file(String name) {
        return Files.isDirectory(exported) ? exported.resolve(name) : exported;
    }
}
