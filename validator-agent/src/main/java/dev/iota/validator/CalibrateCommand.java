package dev.iota.validator;

import ai.djl.engine.Engine;
import dev.iota.core.base.Json;
import dev.iota.core.run.Presets;
import dev.iota.core.wire.Precision;
import dev.iota.model.file.AtomicFile;
import dev.iota.model.torch.Torch;
import dev.iota.validator.calibrate.Calibration;
import dev.iota.validator.calibrate.Repetition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Makes bars from data. */
@Command(
        name = "calibrate",
        description = {
            "Measure how far honest re-executions are off, and make bars of it.",
            "The same hops are computed again by processes with other threads, instruction sets and precisions. A bar"
                    + " is the 99.99 %% quantile of what is seen under the worst of these, by a fitted tail, times a"
                    + " margin."
        },
        versionProvider = ValidatorVersion.class,
        mixinStandardHelpOptions = true)
final class CalibrateCommand implements Callable<Integer> {
    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandLine.Model.CommandSpec spec;

    @Option(
            names = "--preset",
            paramLabel = "NAME|FILE",
            defaultValue = "tiny",
            description = "the model whose hops are computed (default: ${DEFAULT-VALUE})")
    @SuppressWarnings("NullAway.Init") // has a default
    private String preset;

    @Option(
            names = "--sequences",
            paramLabel = "N",
            defaultValue = "2",
            description = "sequences of a microbatch (default: ${DEFAULT-VALUE})")
    private int sequences;

    @Option(
            names = "--hops",
            paramLabel = "N",
            defaultValue = "12",
            description = "hops of each stage, precision and state of the weights (default: ${DEFAULT-VALUE})")
    private int hops;

    @Option(
            names = "--threads",
            paramLabel = "T",
            split = ",",
            defaultValue = "2,4,8",
            description = "threads of the processes that differ in that (default: ${DEFAULT-VALUE})")
    private List<Integer> threads = List.of();

    @Option(names = "--out", paramLabel = "FILE", description = "where the bars go, for 'run --bars'")
    private @Nullable Path out;

    @Option(names = "--hops-in", paramLabel = "DIR", hidden = true, description = "hops that another process wrote")
    private @Nullable Path folder;

    @Option(names = "--compute", hidden = true, description = "the precision to compute in")
    private @Nullable Precision compute;

    @Override
    public Integer call() throws Exception {
        require(sequences > 0, "--sequences is %d; it must be positive", sequences);
        require(hops > 0, "--hops is %d; it must be positive", hops);
        require(threads.stream().allMatch(count -> count > 0), "--threads is %s; all must be positive", threads);
        var loaded = Presets.load(preset);
        if (folder != null) {
            new Repetition(loaded, sequences, hops, spec.commandLine().getOut())
                    .run(folder, threads.getFirst(), Optional.ofNullable(compute));
            return ExitCode.OK;
        }
        if (out == null) {
            throw new ParameterException(spec.commandLine(), "--out is missing: name the file for the bars");
        }
        var work = Files.createTempDirectory("iota-calibrate-");
        try {
            var scale = new Calibration.Scale(preset, loaded, sequences, hops, threads);
            var bars = new Calibration(scale, this::start, spec.commandLine().getErr())
                    .run(work, command(), machine(), Instant.now());
            AtomicFile.write(
                    out,
                    (Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(bars) + "\n")
                            .getBytes(StandardCharsets.UTF_8));
            for (var bar : bars.bars()) {
                spec.commandLine()
                        .getOut()
                        .printf(
                                Locale.ROOT,
                                "%-26s %-8s wire %-8s bar %.2e%n",
                                bar.name(),
                                bar.compute(),
                                bar.wire(),
                                bar.bar());
            }
            var wrong = Calibration.indeterminate(bars);
            wrong.forEach(one -> spec.commandLine()
                    .getErr()
                    .println(
                            "NOT THE SAME on the same machine with the same threads, a fault of this program: " + one));
            return wrong.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
        } finally {
            remove(work);
        }
    }

    private void require(boolean condition, String message, Object value) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), message.formatted(value));
        }
    }

    private String command() {
        return "calibrate --preset %s --sequences %d --hops %d --threads %s"
                .formatted(
                        preset,
                        sequences,
                        hops,
                        String.join(",", threads.stream().map(String::valueOf).toList()));
    }

    private static String machine() {
        Torch.start("cpu", 1);
        return "%s, %d cores, %s %s, PyTorch %s"
                .formatted(
                        processor(),
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("os.name").toLowerCase(Locale.ROOT),
                        System.getProperty("os.arch"),
                        Engine.getEngine("PyTorch").getVersion());
    }

    /** The name that Linux knows; elsewhere the architecture says enough. */
    private static String processor() {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .findFirst()
                    .orElse("a processor");
        } catch (IOException e) {
            return "a processor";
        }
    }

    /** This program again, for one condition. */
    private Process start(Path hopsIn, int count, Optional<Precision> precision, Map<String, String> environment)
            throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                ValidatorCommand.class.getName(),
                "calibrate",
                "--preset",
                preset,
                "--sequences",
                Integer.toString(sequences),
                "--hops",
                Integer.toString(hops),
                "--threads",
                Integer.toString(count),
                "--hops-in",
                hopsIn.toString()));
        precision.ifPresent(other -> command.addAll(List.of("--compute", other.name())));
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        // More threads than cores would otherwise spin while they wait for each other.
        builder.environment().putIfAbsent("OMP_WAIT_POLICY", "PASSIVE");
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static void remove(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
