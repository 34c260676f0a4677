package dev.iota.local.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.local.cloud.CloudFile;
import dev.iota.local.page.Chromium;
import dev.iota.local.page.Chromium.Look;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** {@code -Ddashboard.picture=FILE.webp} makes the picture of the documents anew, of a real run. */
@Tag("browser")
@EnabledIfSystemProperty(named = "dashboard.picture", matches = ".+")
class RunPictureTest {
    /** So much of a run that its curves have a shape. */
    private static final int EPOCHS = 3;

    /** An epoch trains for a minute, after which nine miners on one machine merge. */
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    private static final int LARGEST = 150_000;

    @TempDir
    private Path folder;

    @Test
    void the_overview_of_a_run_is_kept_as_a_picture() throws Exception {
        var picture = Path.of(System.getProperty("dashboard.picture"));
        var run = folder.resolve("run");
        var arguments = List.of(
                "train", "--out", run.toString(), "--miners-per-stage", "3", "--minutes", "20", "--epochs", "20");
        try (var chromium = Chromium.start();
                var started = Started.start(folder, arguments)) {
            started.await("%d epochs are published".formatted(EPOCHS), PATIENCE, () -> {
                try (var operator = Started.operator(run)) {
                    return operator.epoch() >= EPOCHS;
                }
            });
            try (var seen = chromium.look(
                    Look.DESKTOP_LIGHT, CloudFile.read(run.resolve("cloud")).api())) {
                seen.open("");
                seen.await("iota-chart canvas");
                // In training, with work on its way.
                seen.await(".course .now:has-text(\"Training\")");
                seen.await(".nodes .ring:not([stroke-dasharray^=\"0 \"])");
                seen.illustration(picture);
            }
        }

        assertThat(Files.size(picture)).isBetween(1L, (long) LARGEST);
    }
}
