package dev.iota.local.runner.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.core.base.Json;
import dev.iota.local.runner.chaos.CellEvidence.Ending;
import dev.iota.local.runner.chaos.machine.MarkedProcesses;
import dev.iota.local.runner.chaos.machine.NativeCrashes;
import dev.iota.local.runner.folder.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** One cell: a run, what happens to it, its end, and what is known afterwards. Used once. */
final class CellTrial {
    static final Duration LOOK_EVERY = Duration.ofMillis(50);

    /** Ten times what a run takes that nothing happens to. */
    private static final Duration BOUND = Duration.ofMinutes(8);

    /** Orphans give themselves ten seconds. */
    private static final Duration LAST_BREATH = Duration.ofSeconds(30);

    /** After a fault, for what waits with growing pauses. */
    private static final Duration RECOVERY = Duration.ofSeconds(30);

    private final Scene scene;
    private final ChaosFault fault;
    private final RandomGenerator random;
    private final Consumer<String> progress;
    private final List<String> remarks = new ArrayList<>();

    /** @param progress is told what happens */
    CellTrial(Scene scene, ChaosFault fault, RandomGenerator random, Consumer<String> progress) {
        this.scene = scene;
        this.fault = fault;
        this.random = random;
        this.progress = progress;
    }

    CellEvidence run() throws IOException, InterruptedException {
        Files.createDirectories(scene.folder());
        fault.prepare(scene);
        var began = System.nanoTime();
        scene.start(SmallRun.train(scene.folder(), scene.run()));
        fault.began(scene);
        var isMissed = false;
        if (!awaitPhase()) {
            remarks.add("the run was never %s, so that nothing happened to it"
                    .formatted(scene.cell().phase()));
        } else if (!fault.strike(scene)) {
            isMissed = true;
            scene.note("missed: the process had ended after %d s".formatted(seconds(began)));
        } else {
            scene.note("struck after %d s".formatted(seconds(began)));
            progress.accept("struck after %d s".formatted(seconds(began)));
            hold(fault.lasts(), true);
            fault.lift(scene);
            if (!fault.lasts().isZero()) {
                progress.accept("lifted after %d s".formatted(seconds(began)));
                hold(RECOVERY, false);
            }
            fault.judge(scene).ifPresent(remarks::add);
        }
        var first = end("train");
        var resumable = Files.exists(scene.run().resolve(RunFolder.RECORD));
        var resumed = Optional.<Ending>empty();
        if (resumable && isToBeResumed(first)) {
            progress.accept("resumed after " + first.shown());
            scene.start(SmallRun.resume(scene.run()));
            resumed = Optional.of(end("resume"));
        }
        scene.note("took %d s".formatted(seconds(began)));
        return new CellEvidence(scene.cell(), isMissed, first, resumed, resumable, ledger(), remarks);
    }

    private boolean isToBeResumed(Ending first) {
        return scene.cell().mayEnd()
                && !scene.cell().asksToEnd()
                && first.status().isPresent()
                && !first.isWell()
                && !first.isPartly();
    }

    /** Waits for the phase and for a moment within it; false if the run ends before. */
    private boolean awaitPhase() throws IOException, InterruptedException {
        var phase = scene.cell().phase();
        var epoch = phase == RunPhase.LOADING ? 0 : random.nextInt(SmallRun.EPOCHS);
        var within = Duration.ofMillis(random.nextLong(phase.length().toMillis()));
        var deadline = System.nanoTime() + BOUND.toNanos();
        try (var watch = new PhaseWatch(scene, epoch)) {
            while (!watch.hasCome()) {
                if (!scene.isGoingOn() || System.nanoTime() > deadline) {
                    return false;
                }
                fault.tick(scene);
                Thread.sleep(LOOK_EVERY);
            }
        }
        scene.note("epoch %d".formatted(epoch));
        hold(within, true);
        return scene.isGoingOn();
    }

    /** Lets the run go on for so long, or to its end. */
    private void hold(Duration time, boolean ticking) throws IOException, InterruptedException {
        var until = System.nanoTime() + time.toNanos();
        while (scene.isGoingOn() && System.nanoTime() < until) {
            if (ticking) {
                fault.tick(scene);
            }
            Thread.sleep(LOOK_EVERY);
        }
    }

    private Ending end(String what) throws InterruptedException {
        var status = scene.awaitEnd(BOUND);
        if (status.isEmpty()) {
            ThreadDump.write(scene, what);
        }
        scene.note("%s ended with %s".formatted(what, new Ending(status, Optional.empty()).shown()));
        scene.dismissGuest();
        remarks.addAll(leftBehind(status));
        return new Ending(status, report());
    }

    /** Processes that outlive their runner, which are ended, and crashes of the virtual machine. */
    private List<String> leftBehind(OptionalInt status) throws InterruptedException {
        var found = new ArrayList<String>();
        var deadline = System.nanoTime() + LAST_BREATH.toNanos();
        while (status.isPresent() && !scene.processes().isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(LOOK_EVERY);
        }
        var left = scene.processes();
        if (status.isPresent()) {
            left.forEach(process -> found.add("a process was left behind: " + process.shown()));
        }
        MarkedProcesses.kill(left);
        NativeCrashes.in(scene.folder(), scene.output()).stream()
                .filter(crash -> !remarks.contains(crash))
                .forEach(found::add);
        return found;
    }

    private Optional<JsonNode> report() {
        try {
            return Optional.of(
                    Json.mapper().readTree(Files.readString(scene.run().resolve("report.json"))));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** What the tables say, if there ever were any. */
    private Optional<RunLedger> ledger() {
        if (scene.cloud().isEmpty() || !isSetUp(scene.run())) {
            return Optional.empty();
        }
        try {
            return Optional.of(RunLedger.read(scene.run()));
        } catch (IOException | RuntimeException e) {
            remarks.add("the tables of the run cannot be read: " + e);
            return Optional.empty();
        }
    }

    /** Only a run that came to its end is surely set up. */
    private static boolean isSetUp(Path run) {
        return Files.exists(run.resolve("report.json"));
    }

    private static long seconds(long began) {
        return Duration.ofNanos(System.nanoTime() - began).toSeconds();
    }
}
