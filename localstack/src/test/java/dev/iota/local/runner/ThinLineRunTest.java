package dev.iota.local.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.iota.local.cloud.CloudCommand;
import dev.iota.local.runner.line.FarLines;
import dev.iota.local.runner.report.Report;
import dev.iota.local.runner.report.RunOutcome;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole run whose runner and whose miners each have a line of their own to the cloud: 2 Mbit/s up and down, 400 ms
 * there and back.
 */
@Tag("e2e")
class ThinLineRunTest {
    /** 2 Mbit/s. */
    private static final long RATE = 250_000;

    private static final Duration ONE_WAY = Duration.ofMillis(200);
    private static final String OPERATOR = "operator";
    private static final int STAGES = 2;
    private static final int REPLICAS = 2;
    private static final int STEPS = 4;

    /** Grace window of a local run: an upload that took longer was dropped once. */
    private static final int GRACE_SECONDS = 60;

    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final Pattern UPLOADED =
            Pattern.compile("the upload of epoch \\d+ is stored: (\\d+) bytes in (\\d+) s");

    @TempDir
    private Path folder;

    /** An upload of a miner: so many bytes in so many seconds. */
    private record Sent(long bytes, int seconds) {}

    @Test
    void a_run_over_thin_and_long_lines_ends_with_its_weights_although_uploads_take_longer_than_the_grace_window()
            throws Exception {
        var reason = FarLines.unavailable();
        assumeTrue(reason.isEmpty(), () -> reason.orElse(""));
        var run = folder.resolve("run");
        var miners = new LinkedHashMap<String, String>();
        for (var miner = 0; miner < STAGES * REPLICAS; miner++) {
            miners.put("miner-" + miner, "--home %s ".formatted(run.resolve("miners/" + miner)));
        }
        var places = new ArrayList<>(miners.keySet());
        places.add(OPERATOR);

        try (var lines = FarLines.open(places, RATE, ONE_WAY)) {
            var path = lines.launcher(folder, miners, CloudCommand.class.getName());
            var environment = Map.of("PATH", path + File.pathSeparator + System.getenv("PATH"));
            try (var started = Started.start(folder, lines.prefix(OPERATOR), arguments(run), environment)) {
                var ended = started.awaitEnd(PATIENCE);

                System.out.println(ended.output());
                System.out.println(lines.traffic());
                assertThat(ended.status()).as(ended.output()).isZero();
            }
        }

        var report = Started.report(run);
        assertThat(report.outcome()).as("%s", report.warnings()).isEqualTo(RunOutcome.TRAINED);
        assertThat(report.microbatchesLost()).isZero();
        assertThat(run.resolve("checkpoint")).isDirectory();
        assertThat(report.epochs())
                .singleElement()
                .satisfies(epoch -> assertThat(epoch.shardsLost()).isZero())
                .extracting(Report.Epoch::shards)
                .isNotEqualTo(0);
        var uploads = uploads(run);
        System.out.println(uploads);
        assertThat(uploads).hasSize(STAGES * REPLICAS).allSatisfy(upload -> assertThat(upload.seconds())
                .isGreaterThan(GRACE_SECONDS));
    }

    private List<String> arguments(Path run) throws IOException {
        return List.of(
                "train",
                "--preset",
                Mini.heavy(folder).toString(),
                "--data",
                Mini.text(folder).toString(),
                "--out",
                run.toString(),
                "--miners-per-stage",
                Integer.toString(REPLICAS),
                "--steps",
                Integer.toString(STEPS));
    }

    private static List<Sent> uploads(Path run) throws IOException {
        var sent = new ArrayList<Sent>();
        for (var miner = 0; miner < STAGES * REPLICAS; miner++) {
            var log = Files.readString(run.resolve("logs").resolve("miner-%d.log".formatted(miner)));
            UPLOADED.matcher(log)
                    .results()
                    .map(found -> new Sent(Long.parseLong(found.group(1)), Integer.parseInt(found.group(2))))
                    .forEach(sent::add);
        }
        return sent;
    }
}
