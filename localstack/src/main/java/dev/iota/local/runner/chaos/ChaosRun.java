package dev.iota.local.runner.chaos;

import dev.iota.local.runner.chaos.machine.Excerpt;
import dev.iota.local.runner.chaos.machine.Leftovers;
import dev.iota.local.runner.process.JavaCommands;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Cells, one after the other, until the time is over. */
final class ChaosRun {
    private final long seed;
    private final boolean keepsAll;
    private final Path folder;
    private final JavaCommands java;
    private final PrintWriter out;
    private final List<CellResult> results = new ArrayList<>();
    private volatile @Nullable Scene current;
    private volatile @Nullable ChaosFault currentFault;
    private volatile boolean stopped;

    /**
     * @param keepsAll whether the folders of cells without a finding are kept, too
     * @param folder of the cells
     */
    ChaosRun(long seed, boolean keepsAll, Path folder, JavaCommands java, PrintWriter out) {
        this.seed = seed;
        this.keepsAll = keepsAll;
        this.folder = folder;
        this.java = java;
        this.out = out;
    }

    List<CellResult> results() {
        return List.copyOf(results);
    }

    /** Cells that the seed chooses, as long as there is time for one more to begin. */
    void run(Duration time) throws InterruptedException {
        var cannot = new EnumMap<FaultKind, String>(FaultKind.class);
        for (var fault : FaultKind.values()) {
            fault.make(new Random(seed)).unavailable().ifPresent(reason -> cannot.put(fault, reason));
        }
        cannot.forEach((fault, reason) -> out.printf(
                "%d cells of %s are skipped: %s%n",
                Cell.all().stream().filter(cell -> cell.fault() == fault).count(), fault, reason));
        var choice = new CellChoice(seed, possible(cannot));
        var deadline = System.nanoTime() + time.toNanos();
        while (!stopped && System.nanoTime() < deadline) {
            one(choice.next());
        }
    }

    private static List<FaultKind> possible(Map<FaultKind, String> cannot) {
        return List.of(FaultKind.values()).stream()
                .filter(fault -> !cannot.containsKey(fault))
                .toList();
    }

    /** @return why it cannot be run here, if it cannot */
    Optional<String> run(Cell cell) throws InterruptedException {
        var cannot = cell.fault().make(CellChoice.within(seed, cell)).unavailable();
        if (cannot.isEmpty()) {
            one(cell);
        }
        return cannot;
    }

    private void one(Cell cell) throws InterruptedException {
        var number = results.size();
        var random = CellChoice.within(seed, cell);
        var fault = cell.fault().make(random);
        var mark = Leftovers.mark(ProcessHandle.current().pid(), number);
        var scene = new Scene(
                cell, folder.resolve("%03d-%s".formatted(number, cell.toString().replace(':', '-'))), mark, java);
        current = scene;
        currentFault = fault;
        var began = System.nanoTime();
        say("%s%s", cell, "");
        var missed = false;
        List<String> findings;
        try {
            var evidence = new CellTrial(scene, fault, random, news -> say("  %s", news)).run();
            missed = evidence.isMissed();
            findings = Invariants.broken(evidence);
        } catch (IOException | RuntimeException e) {
            findings = List.of("the cell could not be run to its end: " + e);
        }
        if (stopped) {
            return;
        }
        var excerpt = findings.isEmpty()
                ? List.<String>of()
                : Excerpt.of(scene.outputFile(), scene.guestFile(), scene.run().resolve("logs"));
        end(scene, fault);
        var kept = keepsAll || !findings.isEmpty();
        var result = new CellResult(
                cell.toString(),
                missed,
                Duration.ofNanos(System.nanoTime() - began).toSeconds(),
                String.join(", ", scene.notes()),
                findings,
                excerpt,
                kept ? scene.folder().toString() : "",
                "./iota chaos --seed %d --cell %s".formatted(seed, cell));
        results.add(result);
        say(
                "  %s (%s)",
                findings.isEmpty() ? result.outcome() : "FINDING: " + String.join("; ", findings), result.note());
        if (!kept) {
            remove(scene.folder());
        }
    }

    private void say(String text, Object... values) {
        if (!stopped) {
            out.printf(text + "%n", values);
            out.flush();
        }
    }

    private static void end(Scene scene, ChaosFault fault) {
        scene.kill();
        fault.clear(scene);
    }

    /** Ends what is going on, from another thread. */
    void stop() {
        stopped = true;
        var scene = current;
        var fault = currentFault;
        if (scene != null && fault != null) {
            end(scene, fault);
        }
    }

    private static void remove(Path folder) {
        try (var paths = Files.walk(folder)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
