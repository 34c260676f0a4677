package dev.iota.local.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A whole run of two stages, all of it processes, one miner of which adds noise to what it passes on. */
record NoisyRun(Path folder) {
    private static final Pattern HOME = Pattern.compile("--home (\\S+)");
    private static final Pattern HOTKEY = Pattern.compile("registering (\\S+) for run");

    Path run() {
        return folder.resolve("run");
    }

    /** Until its end. */
    Started.Ended train(String... options) throws Exception {
        var preset = Mini.eager(folder);
        // A JVM with an agent can write no archive of its classes.
        var java = "-XX:TieredStopAtLevel=1 -Xshare:off " + NoiseAgent.option(folder);
        var arguments = new ArrayList<>(List.of("train", "--preset", preset.toString()));
        arguments.addAll(List.of("--data", Mini.text(folder).toString(), "--out", run().toString()));
        arguments.addAll(List.of(options));
        try (var started = Started.start(folder, List.of(), arguments, Map.of("JDK_JAVA_OPTIONS", java))) {
            return started.awaitEnd(Duration.ofMinutes(12));
        }
    }

    /** The hotkey of the miner that adds noise. */
    String bad() throws IOException {
        var home = HOME.matcher(Files.readString(NoiseAgent.marker(folder)));
        assertThat(home.find()).isTrue();
        var number = Path.of(home.group(1)).getFileName();
        var hotkey = HOTKEY.matcher(Files.readString(run().resolve("logs").resolve("miner-%s.log".formatted(number))));
        assertThat(hotkey.find()).isTrue();
        return hotkey.group(1);
    }

    /** What a command says of the run. */
    String says(String... words) throws Exception {
        var arguments = new ArrayList<>(List.of(words));
        arguments.addAll(List.of("--run", run().toString()));
        var said = Started.run(folder, arguments);
        assertThat(said.status()).as(said.output()).isZero();
        return said.output();
    }
}
