package dev.iota.validator;

import dev.iota.core.audit.AuditExport;
import dev.iota.validator.evidence.AuditRepetition;
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

/** Repeats a verdict. */
@Command(
        name = "verify",
        description = "Repeat the verdict of an exported audit; fails if the verdicts that were given are others.",
        versionProvider = ValidatorVersion.class,
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandLine.Model.CommandSpec spec;

    @Parameters(
            paramLabel = "AUDIT",
            description = "the folder that the audit was exported to, or the audit.json in it")
    @SuppressWarnings("NullAway.Init") // required
    private Path audit;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ReplayOptions replay;

    @Override
    public Integer call() throws InterruptedException {
        replay.require(spec.commandLine());
        var file = Files.isDirectory(audit) ? audit.resolve(AuditExport.FILE) : audit;
        try {
            return new AuditRepetition(file, spec.commandLine().getOut())
                            .repeat(replay.bars(), replay.device(), replay.threads())
                    ? ExitCode.OK
                    : ExitCode.SOFTWARE;
        } catch (NoSuchFileException e) {
            throw new UnusableInputException("there is no file '%s'".formatted(e.getFile()), e);
        } catch (IOException e) {
            throw new UnusableInputException("the audit '%s' cannot be read: %s".formatted(audit, e), e);
        }
    }
}
