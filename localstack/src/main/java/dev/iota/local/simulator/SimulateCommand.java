package dev.iota.local.simulator;

import dev.iota.cloud.terminal.ProgressBar;
import dev.iota.core.base.InvalidSpecException;
import dev.iota.core.base.Json;
import dev.iota.local.simulator.scenario.Scenarios;
import dev.iota.local.simulator.scenario.SwarmScenario;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs scenarios on a virtual clock. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Plays a run on a virtual clock: the decisions of the orchestrator over models of its tables,"
                + " queues, functions, lines and devices. Prints how busy devices, keys and functions were, and"
                + " what does not hold. The exit status is 1 if something does not. Scenarios: faults, merges,"
                + " small, 15b-100, 15b-100-goal, 10k, 10k-goal, epochs, churn-10, churn-33, vanish-10,"
                + " vanish-33, epochs-3h, churn-10-3h, churn-33-3h, slow-links, outage, flood, or a file as"
                + " docs/simulator.md has it.")
public final class SimulateCommand implements Callable<Integer> {
    private static final double HOUR = 3600;
    private static final int PERMILLE = 1000;
    private static final long MOST_SEEDS = 1_000_000;

    @Parameters(paramLabel = "SCENARIO|FILE", description = "What is simulated.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    String scenario;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "Of everything that is drawn (default: ${DEFAULT-VALUE}).")
    long seed;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "1",
            description = "So many seeds, from --seed on, on all cores (default: ${DEFAULT-VALUE}).")
    long seeds;

    @Option(names = "--hours", paramLabel = "H", description = "Virtual hours (default: those of the scenario).")
    @Nullable Double hours;

    @Option(names = "--json", description = "Print one JSON object for each seed.")
    boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (seeds < 1 || seeds > MOST_SEEDS || (hours != null && !(hours > 0 && hours <= HOUR))) {
            throw usage("--seeds is %d, which must be 1 to %,d; --hours, where it is given, positive"
                    .formatted(seeds, MOST_SEEDS));
        }
        var loaded = load();
        var reports = seeds == 1 ? List.of(one(loaded)) : many(loaded);
        var out = spec.commandLine().getOut();
        if (json) {
            reports.forEach(report -> out.println(Json.write(report)));
        } else if (seeds == 1) {
            out.println(new SimulationText(loaded).of(reports.getFirst()));
        }
        var failed = reports.stream().filter(report -> !report.holds()).toList();
        if (!json && seeds > 1) {
            out.println("%,d seeds of %s, %,d microbatches: %s"
                    .formatted(
                            seeds,
                            scenario,
                            reports.stream()
                                    .mapToLong(report -> report.course().completed())
                                    .sum(),
                            failed.isEmpty() ? "everything holds" : failed.size() + " do not hold"));
        }
        failed.forEach(report -> tell(report, json || seeds == 1));
        out.flush();
        return failed.isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private CommandLine.ParameterException usage(String message) {
        return new CommandLine.ParameterException(spec.commandLine(), message);
    }

    private SwarmScenario load() {
        try {
            var loaded = Scenarios.load(scenario);
            return hours == null ? loaded : loaded.lasting(hours * HOUR);
        } catch (InvalidSpecException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
    }

    private SimulationReport one(SwarmScenario loaded) {
        try (var bar = ProgressBar.of(spec.commandLine().getErr(), "simulating " + scenario);
                var beside = Executors.newSingleThreadExecutor()) {
            return new SwarmSimulation(loaded, seed, beside)
                    .run(part -> bar.update((long) (part * PERMILLE), PERMILLE, ""));
        }
    }

    private List<SimulationReport> many(SwarmScenario loaded) {
        try (var bar = ProgressBar.of(spec.commandLine().getErr(), "simulating " + scenario)) {
            var done = new AtomicLong();
            return LongStream.range(seed, seed + seeds)
                    .parallel()
                    .mapToObj(one -> {
                        var report = new SwarmSimulation(loaded, one).run(part -> {});
                        synchronized (bar) {
                            bar.update(done.incrementAndGet(), seeds, "");
                        }
                        return report;
                    })
                    .toList();
        }
    }

    /** How whoever reads it sees the same again. */
    private void tell(SimulationReport report, boolean shown) {
        var err = spec.commandLine().getErr();
        if (!shown) {
            report.broken().forEach(what -> err.println("seed %d: %s".formatted(report.seed(), what)));
            report.missed().forEach(what -> err.println("seed %d: %s".formatted(report.seed(), what)));
        }
        err.println("again: ./iota simulate %s --seed %d%s"
                .formatted(scenario, report.seed(), hours == null ? "" : " --hours " + hours));
        err.flush();
    }
}
