package dev.iota.validator.calibrate;

import dev.iota.core.base.Json;
import dev.iota.model.optim.StepResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where an epoch lies on its way from the process that made it. Step 0 is one that was shown and not taken. */
final class EpochFiles {
    private EpochFiles() {}

    /** What is reported of a step. */
    record Reported(double gradientNorm, double clip) {}

    static Path start(Path epoch, int stage) {
        return epoch.resolve("start-%d.f32".formatted(stage));
    }

    static Path hop(Path epoch, int stage, int step, int hop) {
        return epoch.resolve("hop-%d-%d-%d".formatted(stage, step, hop));
    }

    static Path step(Path epoch, int stage, int step) {
        return epoch.resolve("step-%d-%d.json".formatted(stage, step));
    }

    static Path upload(Path epoch, int stage, int step) {
        return epoch.resolve("upload-%d-%d.f32".formatted(stage, step));
    }

    static void write(Path file, StepResult step) throws IOException {
        Files.writeString(
                file,
                Json.write(new Reported(
                        step.gradientNorm(), step.clipped().getFirst().factor())));
    }

    static Reported read(Path file) throws IOException {
        return Json.read(Files.readString(file), Reported.class);
    }
}
