package dev.iota.local.runner.bench;

import dev.iota.local.cloud.CloudFile;
import dev.iota.local.runner.failure.RunnerException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures what those who look at a run cost its cloud. */
@Command(
        name = "lookers",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Measures the processor time of the cloud of a run that trains, while nobody looks at it and while"
                        + " so many look at its page, in turns.")
public final class LookersCommand implements Callable<Integer> {
    private static final double PERCENT = 100;

    @Option(names = "--run", paramLabel = "DIR", required = true, description = "Folder of a run that trains now.")
    @SuppressWarnings("NullAway.Init") // required
    private Path run;

    @Option(
            names = "--lookers",
            paramLabel = "N",
            defaultValue = "50",
            description = "Open pages (default: ${DEFAULT-VALUE}).")
    private int lookers;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "60",
            description = "Of one window (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--windows",
            paramLabel = "N",
            defaultValue = "3",
            description = "Windows of each (default: ${DEFAULT-VALUE}).")
    private int windows;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (lookers < 1 || seconds < 1 || windows < 1) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "--lookers %d, --seconds %d and --windows %d must be positive"
                            .formatted(lookers, seconds, windows));
        }
        var cloud = CloudFile.read(run.resolve("cloud"));
        var process = ProcessHandle.of(cloud.pid())
                .orElseThrow(() -> new CommandLine.ParameterException(
                        spec.commandLine(), "no cloud of the run in %s is up; is it training?".formatted(run)));
        var out = spec.commandLine().getOut();
        for (var window = 1; window <= windows; window++) {
            out.printf("window %d, nobody looks: %s%n", window, measured(process));
            out.printf("window %d, %d look: %s%n", window, lookers, looked(process, cloud.api()));
            out.flush();
        }
        return 0;
    }

    private String looked(ProcessHandle process, URI api) throws InterruptedException {
        var answers = new LongAdder();
        var unchanged = new LongAdder();
        try (var http =
                HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).build()) {
            var looking = new Looking(http, api, answers, unchanged);
            var threads = looking.start(lookers);
            try {
                // What a page asks for when it is opened comes once.
                Thread.sleep(Looking.OPENING);
                answers.reset();
                unchanged.reset();
                return String.format(
                        Locale.ROOT,
                        "%s; %.1f answers a second, %.0f %% of them unchanged",
                        measured(process),
                        answers.sum() / (double) seconds,
                        PERCENT * unchanged.sum() / Math.max(1, answers.sum()));
            } finally {
                threads.forEach(Thread::interrupt);
                http.shutdownNow();
            }
        }
    }

    private String measured(ProcessHandle process) throws InterruptedException {
        var before = busy(process);
        Thread.sleep(Duration.ofSeconds(seconds));
        var share = (busy(process) - before) / (seconds * 1e9);
        return String.format(Locale.ROOT, "%.1f %% of a core", PERCENT * share);
    }

    private static long busy(ProcessHandle process) {
        return process.info()
                .totalCpuDuration()
                .orElseThrow(() -> new RunnerException("the cloud of the run ended while it was measured"))
                .toNanos();
    }
}
