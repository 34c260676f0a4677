package dev.iota.local.runner.folder;

import dev.iota.cloud.process.EndReason;
import dev.iota.local.runner.failure.RunnerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Takes back the folder of a run that did not start: the same command then finds what it found, and does not fail for
 * another reason. Logs that the reason names are kept elsewhere.
 */
public final class Withdrawal {
    private Withdrawal() {}

    /**
     * Takes it back, after its processes have ended.
     *
     * @return the reason, which names the logs where they are now
     */
    public static RuntimeException of(RunFolder folder, RuntimeException why) {
        try {
            return moved(folder, why instanceof SdkException away ? unanswered(folder, away) : why);
        } catch (IOException e) {
            why.addSuppressed(e); // the reason itself matters more
            return why;
        } finally {
            remove(folder, why);
        }
    }

    private static RunnerException unanswered(RunFolder folder, SdkException why) {
        return new RunnerException(
                why, "the cloud does not answer: %s (its log is %s)", EndReason.of(why), folder.log("cloud"));
    }

    private static RuntimeException moved(RunFolder folder, RuntimeException why) throws IOException {
        var message = String.valueOf(why.getMessage());
        var logs = folder.logs().toString();
        return message.contains(logs)
                ? new RunnerException(
                        why, "%s", message.replace(logs, kept(folder).toString()))
                : why;
    }

    private static void remove(RunFolder folder, RuntimeException why) {
        try {
            folder.remove();
        } catch (RunnerException e) {
            why.addSuppressed(e);
        }
    }

    private static Path kept(RunFolder folder) throws IOException {
        var kept = Files.createTempDirectory("iota-logs-");
        try (var logs = Files.newDirectoryStream(folder.logs(), Files::isRegularFile)) {
            for (var log : logs) {
                Files.copy(log, kept.resolve(log.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return kept;
    }
}
