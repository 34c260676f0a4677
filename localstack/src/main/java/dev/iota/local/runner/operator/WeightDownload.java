package dev.iota.local.runner.operator;

import dev.iota.cloud.process.LocalDisk;
import dev.iota.local.runner.failure.RunnerException;
import dev.iota.orchestrator.admin.RunHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntConsumer;

/** Collects the newest published weights of a run. */
public final class WeightDownload {
    private WeightDownload() {}

    /**
     * Writes those of each stage to a file {@code stage-N.bin} of the folder.
     *
     * @param done is given the number of stages that are there
     */
    public static void write(RunHistory history, int stages, Path folder, IntConsumer done) {
        try {
            Files.createDirectories(folder);
            for (var stage = 0; stage < stages; stage++) {
                history.download(stage, folder.resolve("stage-%d.bin".formatted(stage)));
                done.accept(stage + 1);
            }
        } catch (IOException e) {
            throw new RunnerException(
                    e, "cannot keep the weights of the run in %s: %s", folder, new LocalDisk(folder).reason(e));
        }
    }
}
