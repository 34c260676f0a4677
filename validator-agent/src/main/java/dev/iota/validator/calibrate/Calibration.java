package dev.iota.validator.calibrate;

import dev.iota.agent.failure.AgentException;
import dev.iota.core.audit.AuditBar;
import dev.iota.core.audit.AuditBars;
import dev.iota.core.audit.BarMaker;
import dev.iota.core.audit.BarsOrigin;
import dev.iota.core.audit.Compared;
import dev.iota.core.audit.Metric;
import dev.iota.core.audit.Spread;
import dev.iota.core.run.Preset;
import dev.iota.core.wire.Precision;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Makes bars: hops that this process makes are computed again by processes under other conditions. */
public final class Calibration {
    private final Scale scale;
    private final Launcher launcher;
    private final PrintWriter log;
    private final Map<Variant, BarMaker> makers = new LinkedHashMap<>();

    /**
     * How much is measured.
     *
     * @param preset its name, for the record, and for the processes
     * @param sequences of a microbatch
     * @param hops of each stage, state of the weights and precision
     * @param threads of processes that differ in that
     */
    public record Scale(String preset, Preset loaded, int sequences, int hops, List<Integer> threads) {
        public Scale {
            threads = List.copyOf(threads);
        }
    }

    /** Starts a process that does a {@link Repetition} and prints its lines. */
    @FunctionalInterface
    public interface Launcher {
        Process start(Path folder, int threads, Optional<Precision> compute, Map<String, String> environment)
                throws IOException;
    }

    public Calibration(Scale scale, Launcher launcher, PrintWriter log) {
        this.scale = scale;
        this.launcher = launcher;
        this.log = log;
        Variant.all().forEach(variant -> makers.put(variant, new BarMaker(variant.compute(), variant.wire())));
    }

    /**
     * Measures and makes bars.
     *
     * @param folder for the hops, on their way
     * @param command that asked for it
     * @param machine processor, system and tensor library
     */
    public AuditBars run(Path folder, String command, String machine, Instant now)
            throws IOException, InterruptedException {
        for (var variant : Variant.all()) {
            log.printf("hops in %s, wire %s%n", variant.compute(), variant.wire());
            var training = variant.training(scale.loaded(), variant.compute(), scale.sequences());
            try (var run = new HonestRun(scale.loaded().model(), training)) {
                run.write(variant.in(folder), scale.hops());
            }
        }
        for (var variant : Variant.ofEpochs()) {
            log.printf("an epoch in %s%n", variant.compute());
            var training = variant.training(scale.loaded(), variant.compute(), scale.sequences());
            try (var run = new HonestRun(scale.loaded().model(), training)) {
                run.writeEpoch(variant.in(folder).resolve(Repetition.EPOCH));
            }
        }
        var conditions = Condition.all(scale.threads());
        for (var condition : conditions) {
            log.printf("computed again: %s%n", condition.name());
            measure(folder, condition);
        }
        var bars = new ArrayList<AuditBar>();
        var spreads = new ArrayList<Spread>();
        for (var maker : makers.values()) {
            bars.addAll(maker.bars(Metric.RELATIVE_L2));
            // Of a single number the angle says nothing.
            maker.bars(Metric.COSINE).stream()
                    .filter(bar -> !bar.compared().isNumber())
                    .forEach(bars::add);
            spreads.addAll(maker.spreads());
        }
        var origin = new BarsOrigin(
                command,
                now,
                machine,
                "%s, %d sequences, %d states of the weights; an epoch of %d steps of %d hops"
                        .formatted(
                                scale.preset(),
                                scale.sequences(),
                                HonestRun.STATES,
                                HonestRun.MARKS.getLast(),
                                HonestRun.HOPS_PER_STEP),
                scale.hops() * HonestRun.STATES,
                conditions.stream().map(Condition::name).toList(),
                BarMaker.QUANTILE);
        return new AuditBars(AuditBars.STANDARD, Optional.of(origin), bars, spreads);
    }

    private void measure(Path folder, Condition condition) throws IOException, InterruptedException {
        var process = launcher.start(folder, condition.threads(), condition.compute(), condition.environment());
        try (var lines =
                new BufferedReader(new java.io.InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                saw(condition, line.split(" ", -1));
            }
            if (process.waitFor() != 0) {
                throw new AgentException(
                        "the process for '%s' ended with status %d".formatted(condition.name(), process.exitValue()));
            }
        } finally {
            process.destroy();
        }
    }

    private void saw(Condition condition, String[] words) {
        if (words.length != 6) {
            return; // a library says something
        }
        var variant = new Variant(Precision.valueOf(words[0]), Precision.valueOf(words[1]));
        var maker = java.util.Objects.requireNonNull(makers.get(variant));
        maker.saw(
                condition.name(),
                Compared.valueOf(words[2]),
                Metric.valueOf(words[3]),
                Integer.parseInt(words[4]),
                Double.parseDouble(words[5]));
    }

    /** What is not the same where every bit has to be: a failure of this program's own determinism. */
    public static List<String> indeterminate(AuditBars bars) {
        return bars.spreads().stream()
                .filter(spread -> spread.condition().equals(Condition.SAME.name()))
                .filter(spread -> spread.seen().largest() > 0)
                .map(spread -> "%s of %s, wire %s: %s"
                        .formatted(
                                AuditBar.name(spread.compared(), spread.metric()),
                                spread.compute(),
                                spread.wire(),
                                String.format(Locale.ROOT, "%.3e", spread.seen().largest())))
                .toList();
    }
}
