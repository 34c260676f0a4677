package dev.iota.local.runner.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.core.base.Json;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.run.Preset;
import dev.iota.local.runner.RunPreparation;
import dev.iota.local.runner.failure.RunnerException;
import dev.iota.local.runner.failure.StoppedException;
import dev.iota.local.runner.folder.RunFile;
import dev.iota.local.runner.folder.RunFolder;
import dev.iota.local.runner.operator.Operator;
import dev.iota.local.runner.options.TrainOptions;
import dev.iota.local.runner.process.Child;
import dev.iota.local.runner.process.CloudStart;
import dev.iota.local.runner.process.Interrupts;
import dev.iota.local.runner.process.JavaCommands;
import dev.iota.local.runner.process.Launch;
import dev.iota.local.runner.process.MinerTools;
import dev.iota.local.runner.process.ProcessFiles;
import dev.iota.local.runner.process.Supervisor;
import dev.iota.local.runner.process.Swarm;
import dev.iota.orchestrator.admin.RunCreation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The comparison of a swarm with one process. Used once. */
final class Bench {
    /** Both have compiled what is hot, and the pipeline is full. */
    private static final Duration WARM_UP = Duration.ofSeconds(20);

    /** What a window begins with is not counted: caches are cold, and work that was cut by the turn is finished. */
    private static final double SETTLING = 0.2;

    private static final Duration LOOK_EVERY = Duration.ofMillis(250);
    private static final double MILLIS = 1000;

    private final String name;
    private final Preset preset;
    private final int minersPerStage;
    private final int threads;
    private final int windows;
    private final Duration length;
    private final JavaCommands java;
    private final InstantSource clock;
    private final Supervisor supervisor;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final ProcessFiles processes = ProcessFiles.ofKernel();

    /** @param threads of the one process */
    Bench(
            String name,
            Preset preset,
            int minersPerStage,
            int threads,
            int windows,
            Duration length,
            JavaCommands java,
            InstantSource clock) {
        this.name = name;
        this.preset = preset;
        this.minersPerStage = minersPerStage;
        this.threads = threads;
        this.windows = windows;
        this.length = length;
        this.java = java;
        this.clock = clock;
        this.supervisor = new Supervisor(clock);
    }

    /**
     * Measures; leaves nothing behind.
     *
     * @param runs folder in which a run's folder is made for the time being
     * @param tell gets sentences about what happens
     */
    BenchReport run(Path runs, Consumer<String> tell) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(supervisor::kill));
        new Interrupts(stop::countDown, () -> Runtime.getRuntime().halt(StoppedException.EXIT_STATUS)).listen();
        var folder = RunFolder.create(runs.resolve("bench-" + clock.instant().toEpochMilli()));
        try (supervisor) {
            return measure(folder, tell);
        } finally {
            supervisor.close();
            folder.remove();
        }
    }

    private BenchReport measure(RunFolder folder, Consumer<String> tell) throws InterruptedException {
        tell.accept("preparing");
        var options = TrainOptions.ofPreset(name);
        var tools = new MinerTools(java, supervisor);
        var run = RunPreparation.prepare(folder, tools, options, "bench", preset, minersPerStage, stop);
        CloudStart.launch(supervisor, folder, run.spec().run(), 0);
        var cloud = CloudStart.await(supervisor, folder, stop, tell);
        try (var operator = new Operator(cloud, run.spec(), clock)) {
            operator.create(
                    MinerTools.manifest(folder),
                    folder.data(),
                    () -> tools.startWeights(folder),
                    RunCreation.Progress.SILENT,
                    0);
            operator.open(OptionalLong.empty());
            var swarm = Swarm.start(supervisor, java, folder, cloud.api(), run);
            awaitFirst(operator);
            tell.accept("warming up both for %d s each".formatted(WARM_UP.toSeconds()));
            pause(WARM_UP);
            var swarmPids = supervisor.pids();
            Turns.pause(swarmPids.values());
            var one = supervisor.errand(reference(folder));
            awaitOutput(one);
            pause(WARM_UP);
            Turns.pause(List.of(one.pid()));

            var swarmWindows = new ArrayList<Window>();
            var oneWindows = new ArrayList<Window>();
            var cpu = new HashMap<String, Double>();
            for (var i = 0; i < windows; i++) {
                tell.accept("windows %d of %d".formatted(i + 1, windows));
                var before = cpu(swarmPids);
                swarmWindows.add(window(swarmPids.values()));
                cpu(swarmPids)
                        .forEach((process, seconds) ->
                                cpu.merge(process, seconds - before.getOrDefault(process, 0.0), Double::sum));
                oneWindows.add(window(List.of(one.pid())));
            }
            Turns.resume(swarmPids.values());
            requireSound(operator);
            var swarmSteps = operator.receipts().toList();
            one.kill();
            return report(run, swarm, swarmWindows, oneWindows, cpu, swarmSteps, one.output());
        }
    }

    private Launch reference(RunFolder folder) {
        var command = java.research(List.of(
                "reference",
                "--spec",
                folder.spec().toString(),
                "--data",
                folder.data().toString(),
                "--threads",
                Integer.toString(threads)));
        return new Launch(
                "reference", command, Map.of(), folder.logs().resolve("reference.out"), folder.log("reference"));
    }

    /** Lets some processes run for the length of a window. */
    private Window window(Collection<Long> pids) throws InterruptedException {
        Turns.resume(pids);
        pause(Duration.ofMillis((long) (length.toMillis() * SETTLING)));
        var from = clock.instant();
        pause(Duration.ofMillis((long) (length.toMillis() * (1 - SETTLING))));
        var to = clock.instant();
        Turns.pause(pids);
        return new Window(from, to);
    }

    private BenchReport report(
            RunFile run,
            Swarm swarm,
            List<Window> swarmWindows,
            List<Window> oneWindows,
            Map<String, Double> cpu,
            List<Microbatch> completed,
            List<String> output) {
        var tokens = run.spec().training().tokensPerMicrobatch();
        var swarmSteps = Window.stepsOf(
                completed.stream().map(Microbatch::since).sorted().toList(), run.microbatchesPerStep(), tokens);
        var oneSteps = output.stream().map(Bench::step).toList();
        var pairs = new ArrayList<BenchReport.Pair>();
        for (var i = 0; i < windows; i++) {
            pairs.add(new BenchReport.Pair(
                    rate(swarmWindows.get(i), swarmSteps, "the swarm"),
                    rate(oneWindows.get(i), oneSteps, "the one process")));
        }
        var time = swarmWindows.stream().mapToDouble(Window::seconds).sum();
        var counted = completed.stream()
                .filter(microbatch -> swarmWindows.stream().anyMatch(w -> w.contains(microbatch.since())))
                .toList();
        var hops = 2L * (run.spec().model().stages() - 1) * counted.size();
        var shares = new HashMap<String, Double>();
        // Processor time was read around the whole window, its first moments included.
        cpu.forEach((process, seconds) -> shares.put(process, seconds / time * (1 - SETTLING)));
        return new BenchReport(
                median(pairs.stream().map(BenchReport.Pair::oneProcess)),
                median(pairs.stream().map(BenchReport.Pair::swarm)),
                median(pairs.stream().map(pair -> pair.swarm() / pair.oneProcess())),
                name,
                Runtime.getRuntime().availableProcessors(),
                threads,
                swarm.threads(),
                pairs,
                utilisation(run, counted, time),
                shares,
                hops,
                hops == 0 ? 0 : shares.getOrDefault(CloudStart.NAME, 0.0) * time * MILLIS / hops);
    }

    private static List<Double> utilisation(RunFile run, List<Microbatch> counted, double time) {
        var shares = new ArrayList<Double>();
        for (var stage = 0; stage < run.spec().model().stages(); stage++) {
            var at = stage;
            var busy = counted.stream()
                    .mapToDouble(microbatch -> microbatch.hops().get(at).seconds())
                    .sum();
            shares.add(busy / time / run.minersPerStage());
        }
        return shares;
    }

    private static double rate(Window window, List<Window.Stretch> stretches, String who) {
        var rate = window.tokensPerSecond(stretches);
        if (rate.isEmpty()) {
            throw new RunnerException(
                    "%s did not make a whole step within a window of %.0f s; make it longer with --seconds",
                    who, window.seconds());
        }
        return rate.getAsDouble();
    }

    private static double median(Stream<Double> values) {
        return Window.median(values.toList()).orElseThrow();
    }

    private static Window.Stretch step(String line) {
        var step = Json.read(line, JsonNode.class);
        return new Window.Stretch(
                Instant.parse(step.path("from").asText()),
                Instant.parse(step.path("to").asText()),
                step.path("tokens").asLong());
    }

    private Map<String, Double> cpu(Map<String, Long> pids) {
        var seconds = new HashMap<String, Double>();
        pids.forEach(
                (process, pid) -> processes.cpu(pid).ifPresent(time -> seconds.put(process, time.toMillis() / MILLIS)));
        return seconds;
    }

    private void awaitFirst(Operator operator) throws InterruptedException {
        while (operator.status().map(status -> status.completed() == 0).orElse(true)) {
            supervisor.tick();
            requireSound(operator);
            pause(LOOK_EVERY);
        }
    }

    /** What a swarm does that diverged, or loses its work, is no measure of anything. */
    private void requireSound(Operator operator) {
        if (!supervisor.givenUp().isEmpty()) {
            throw new RunnerException("nothing was measured: %s ended", supervisor.givenUp());
        }
        operator.status().ifPresent(status -> {
            if (status.halted().isPresent() || status.lost() > 0) {
                throw new RunnerException(
                        "nothing was measured: %s",
                        status.halted().orElse("the swarm lost %d microbatches".formatted(status.lost())));
            }
        });
    }

    private void awaitOutput(Child child) throws InterruptedException {
        while (child.output().isEmpty()) {
            if (!child.isAlive()) {
                throw new RunnerException(
                        "the one process ended: %s", child.death().reason());
            }
            pause(LOOK_EVERY);
        }
    }

    private void pause(Duration time) throws InterruptedException {
        if (stop.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new StoppedException();
        }
    }
}
