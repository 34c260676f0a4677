package dev.iota.local.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole run, all of it processes, one miner of which adds noise to what it passes on. */
@Tag("e2e")
class SuspectedMinerRunTest {
    private static final Pattern HOME = Pattern.compile("--home (\\S+)");
    private static final Pattern HOTKEY = Pattern.compile("registering (\\S+) for run");

    @TempDir
    Path folder;

    @Test
    void a_miner_that_adds_noise_is_suspected_of_raising_the_loss() throws Exception {
        var preset = Files.writeString(folder.resolve("two.yaml"), """
                model:
                  vocabulary: 257
                  width: 32
                  heads: 4
                  kvHeads: 2
                  feedForward: 64
                  blocks: [1, 1]
                  cut: NONE
                training:
                  sequence: 32
                  sequences: 2
                  microbatchesPerStep: 1
                  compute: FLOAT32
                  wire: FLOAT32
                  orderedAccumulation: true
                  adamW: {clip: 0.5}
                  schedule: {peak: 5.0e-3, warmup: 5}
                """);
        var run = folder.resolve("run");
        // A JVM with an agent can write no archive of its classes.
        var options = "-XX:TieredStopAtLevel=1 -Xshare:off " + NoiseAgent.option(folder);
        var arguments = List.of(
                "train",
                "--preset",
                preset.toString(),
                "--data",
                Mini.text(folder).toString(),
                "--out",
                run.toString(),
                "--miners-per-stage",
                "4",
                "--validators",
                "0",
                "--steps",
                "80",
                "--epochs",
                "8");
        try (var started = Started.start(folder, List.of(), arguments, Map.of("JDK_JAVA_OPTIONS", options))) {
            var ended = started.awaitEnd(Duration.ofMinutes(12));
            assertThat(ended.status()).as(ended.output()).isZero();
        }

        var listed = Started.run(folder, List.of("audits", "--run", run.toString()));
        assertThat(listed.status()).as(listed.output()).isZero();
        assertThat(listed.output()).contains("stage 0  miner %s: its pathways are +".formatted(bad(run)));
    }

    private String bad(Path run) throws Exception {
        var home = HOME.matcher(Files.readString(NoiseAgent.marker(folder)));
        assertThat(home.find()).isTrue();
        var number = Path.of(home.group(1)).getFileName();
        var hotkey = HOTKEY.matcher(Files.readString(run.resolve("logs").resolve("miner-%s.log".formatted(number))));
        assertThat(hotkey.find()).isTrue();
        return hotkey.group(1);
    }
}
