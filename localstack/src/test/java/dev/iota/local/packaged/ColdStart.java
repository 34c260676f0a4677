package dev.iota.local.packaged;

import static dev.iota.local.packaged.PackagedCloud.NAMES;
import static dev.iota.local.packaged.PackagedCloud.RESOURCES;

import dev.iota.cloud.shape.FunctionShape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * How long the first answer of a function takes, from the jar that is deployed. A process is started and called; or it
 * is started with an archive of what an earlier process loaded; or it is prepared for a snapshot, and called as if it
 * had been restored from it.
 */
final class ColdStart {
    private static final List<String> FUNCTIONS = List.of("Status", "Register", "Events");
    private static final int ROUNDS = 3;
    private static final double MILLION = 1e6;

    private final Path jar;
    private final Path folder;
    private final PackagedCloud cloud;

    ColdStart(Path jar, Path folder, PackagedCloud cloud) {
        this.jar = jar;
        this.folder = folder;
        this.cloud = cloud;
    }

    /**
     * What a start took.
     *
     * @param wall from the start, or from the restore, to the answer
     * @param processor time of all threads in it
     */
    record Took(Duration wall, Duration processor) {}

    /** Prints size and times of a jar: of the one that was built, or of the one that is named. */
    public static void main(String[] args) throws Exception {
        var jar = args.length > 0 ? Path.of(args[0]) : PackagedFunction.jar().orElseThrow();
        var folder = Files.createTempDirectory("cold-start");
        System.out.printf(Locale.ROOT, "%s: %.1f MB%n", jar.getFileName(), Files.size(jar) / MILLION);
        try (var cloud = PackagedCloud.open(folder.resolve("run"))) {
            var start = new ColdStart(jar, folder, cloud);
            for (var name : FUNCTIONS) {
                print(name + ", started", start.rounds(name, start::cold));
                print(name + ", restored", start.rounds(name, start::restored));
            }
            var archive = start.archive("Register");
            System.out.printf(Locale.ROOT, "archive: %.1f MB%n", Files.size(archive) / MILLION);
            for (var name : FUNCTIONS) {
                print(
                        name + ", started with an archive",
                        start.rounds(name, function -> start.cold(function, "-XX:AOTCache=" + archive)));
            }
        }
        System.exit(0); // the cloud's own threads would keep this process
    }

    private static void print(String what, List<Took> rounds) {
        var best = rounds.stream().min(Comparator.comparing(Took::wall)).orElseThrow();
        var sorted = rounds.stream().sorted(Comparator.comparing(Took::wall)).toList();
        var median = sorted.get(sorted.size() / 2);
        System.out.printf(
                Locale.ROOT,
                "%s: %d ms, best %d ms; processor time %d ms, best %d ms%n",
                what,
                median.wall().toMillis(),
                best.wall().toMillis(),
                median.processor().toMillis(),
                rounds.stream()
                        .map(Took::processor)
                        .min(Comparator.naturalOrder())
                        .orElseThrow()
                        .toMillis());
    }

    /** One way to start. */
    @FunctionalInterface
    interface Way {
        Took measure(FunctionShape function) throws Exception;
    }

    List<Took> rounds(String name, Way way) throws Exception {
        var function = RESOURCES.functions().stream()
                .filter(shape -> shape.name().equals(name))
                .findFirst()
                .orElseThrow();
        var all = new ArrayList<Took>();
        for (var round = 0; round < ROUNDS; round++) {
            all.add(way.measure(function));
        }
        return all;
    }

    /** From the start of the process to its first answer. */
    Took cold(FunctionShape function, String... flags) throws Exception {
        try (var api = new RuntimeApi()) {
            var begin = System.nanoTime();
            try (var process = start(function, PackagedFunction.Start.COLD, api, flags)) {
                call(function, api);
                return new Took(Duration.ofNanos(System.nanoTime() - begin), process.processorTime());
            }
        }
    }

    /** From the restore to the first answer. */
    Took restored(FunctionShape function) throws Exception {
        try (var api = new RuntimeApi();
                var process = start(function, PackagedFunction.Start.SNAPSHOT, api)) {
            var failure = api.awaitCheckpoint();
            if (!failure.isEmpty()) {
                throw new IllegalStateException(failure);
            }
            var before = process.processorTime();
            var begin = System.nanoTime();
            api.restore();
            call(function, api);
            return new Took(
                    Duration.ofNanos(System.nanoTime() - begin),
                    process.processorTime().minus(before));
        }
    }

    /** An archive of what a function's process loads in its whole life. */
    Path archive(String name) throws Exception {
        var archive = folder.resolve("functions.aot").toAbsolutePath();
        try (var api = new RuntimeApi();
                var process = start(
                        RESOURCES.functions().stream()
                                .filter(shape -> shape.name().equals(name))
                                .findFirst()
                                .orElseThrow(),
                        PackagedFunction.Start.COLD,
                        api,
                        "-XX:AOTCacheOutput=" + archive)) {
            for (var function : RESOURCES.functions()) {
                if (function.name().equals(name)) {
                    call(function, api);
                }
            }
            process.end();
        }
        return archive;
    }

    private PackagedFunction start(
            FunctionShape function, PackagedFunction.Start start, RuntimeApi api, String... flags) throws Exception {
        return PackagedFunction.start(
                jar, function.handler(), start, api, cloud.environment(), folder.resolve("lambda.log"), List.of(flags));
    }

    private static void call(FunctionShape function, RuntimeApi api) throws Exception {
        var outcome = api.invoke(FunctionCalls.of(function, RESOURCES, NAMES.run()));
        if (outcome.failed()) {
            throw new IllegalStateException(outcome.body());
        }
    }
}
