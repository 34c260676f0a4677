package dev.iota.local.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.local.runner.report.RunOutcome;
import dev.iota.local.stack.LocalStackTools;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run in LocalStack outlives. */
@Tag("localstack")
class FaultsInLocalStackTest {
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    /** On the screen, which does not show every one. */
    private static final Pattern STEP = Pattern.compile("step [1-9]");

    @TempDir
    private Path folder;

    @BeforeAll
    static void requireTools() throws Exception {
        LocalStackTools.assume();
    }

    /** A function's process is killed in the middle of an epoch, and LocalStack stands still for half a minute. */
    @Test
    void a_run_goes_on_when_a_function_dies_and_when_the_cloud_stands_still() throws Exception {
        var run = folder.resolve("run");
        try (var started = Started.train(
                folder, run, "--cloud", "localstack", "--steps", "12", "--epochs", "2", "--validators", "0")) {
            started.await("steps are made", PATIENCE, () -> STEP.matcher(started.output())
                    .find());

            started.await("the function of events has a process", PATIENCE, () -> function(started, "EventsFunction")
                    .isPresent());
            var events = function(started, "EventsFunction").orElseThrow();
            assertThat(events.destroyForcibly()).isTrue();

            var cloud = processes(started, "serve.py").getFirst();
            Started.signal("STOP", cloud.pid());
            TimeUnit.SECONDS.sleep(30); // what is tested is that time
            Started.signal("CONT", cloud.pid());

            var ended = started.awaitEnd(PATIENCE);
            assertThat(ended.status()).as(ended.output()).isZero();
        }
        var report = Started.report(run);
        assertThat(report.outcome()).isEqualTo(RunOutcome.TRAINED);
        assertThat(report.microbatchesLost()).isZero();
        assertThat(report.epochs()).hasSize(2);
    }

    private static Optional<ProcessHandle> function(Started started, String handler) {
        return processes(started, handler).stream().findAny();
    }

    private static List<ProcessHandle> processes(Started started, String word) {
        return started.children().stream()
                .filter(child -> child.info()
                        .arguments()
                        .map(arguments -> List.of(arguments).stream().anyMatch(argument -> argument.endsWith(word)))
                        .orElse(false))
                .toList();
    }
}
