package dev.iota.local.runner.chaos;

import dev.iota.cloud.process.Supervised;
import dev.iota.local.cloud.CloudFile;
import dev.iota.local.runner.chaos.machine.Excerpt;
import dev.iota.local.runner.chaos.machine.MarkedProcesses;
import dev.iota.local.runner.chaos.machine.MarkedProcesses.Marked;
import dev.iota.local.runner.process.JavaCommands;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The processes of a cell: the runner, in a session of its own, what it starts, and a miner that joins by itself. */
final class Scene {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Cell cell;
    private final Path folder;
    private final String mark;
    private final JavaCommands java;
    private final List<String> notes = new ArrayList<>();
    private volatile @Nullable Process runner;
    private volatile @Nullable Process guest;

    /** @param mark of its processes, and of whatever else must be found again */
    Scene(Cell cell, Path folder, String mark, JavaCommands java) {
        this.cell = cell;
        this.folder = folder.toAbsolutePath().normalize();
        this.mark = mark;
        this.java = java;
    }

    Cell cell() {
        return cell;
    }

    Path folder() {
        return folder;
    }

    /** The folder of the run. */
    Path run() {
        return folder.resolve("run");
    }

    String mark() {
        return mark;
    }

    /** Says something about this cell that its name does not. */
    void note(String text) {
        notes.add(text);
    }

    List<String> notes() {
        return List.copyOf(notes);
    }

    /** What the runner writes to. */
    Path outputFile() {
        return folder.resolve("output.txt");
    }

    /** What a miner writes to that joins by itself. */
    Path guestFile() {
        return folder.resolve("guest.txt");
    }

    /** What the runner has written so far. */
    String output() {
        var file = outputFile();
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            return ""; // half a character at its end
        }
    }

    /** Starts the runner with these arguments; what it writes is appended to what another one wrote. */
    void start(List<String> arguments) throws IOException {
        var command = new ArrayList<>(List.of("setsid"));
        command.addAll(ChaosJvm.command(java, arguments));
        runner = builder(command, outputFile(), Map.of()).start();
    }

    private ProcessBuilder builder(List<String> command, Path output, Map<String, String> environment) {
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().put(MarkedProcesses.VARIABLE, mark);
        builder.environment().remove(Supervised.VARIABLE); // a runner is nobody's child
        // Short lives: what the optimising compiler gains it does not live to give back.
        builder.environment().put("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        builder.environment().putAll(environment);
        return builder;
    }

    /** Whether the runner lives. */
    boolean isGoingOn() {
        var process = runner;
        return process != null && process.isAlive();
    }

    /** Waits for the runner's end; empty if it lives on. */
    OptionalInt awaitEnd(Duration patience) throws InterruptedException {
        var process = runner;
        return process != null && process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS)
                ? OptionalInt.of(process.exitValue())
                : OptionalInt.empty();
    }

    /** The process that the cell is about; empty while there is none. */
    OptionalLong pid() {
        var itself = cell.isRunner() ? runner : guest;
        if (cell.isRunner() || cell.process().equals(Cell.GUEST)) {
            return itself != null && itself.isAlive() ? OptionalLong.of(itself.pid()) : OptionalLong.empty();
        }
        var words = cell.miner() < 0
                ? "cloud.CloudCommand "
                : "--home %s ".formatted(run().resolve("miners").resolve(Integer.toString(cell.miner())));
        return MarkedProcesses.of(mark).stream()
                .filter(process -> process.command().contains(words))
                .max(Comparator.comparingLong(Marked::pid))
                .map(process -> OptionalLong.of(process.pid()))
                .orElse(OptionalLong.empty());
    }

    /** The same; waits a little for a process that is just being started again. */
    OptionalLong awaitPid() throws InterruptedException {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            var pid = pid();
            if (pid.isPresent()) {
                return pid;
            }
            Thread.sleep(CellTrial.LOOK_EVERY);
        }
        return OptionalLong.empty();
    }

    /** Where the cloud is; empty before it is up. */
    Optional<CloudFile> cloud() {
        try {
            return Optional.of(CloudFile.read(run().resolve("cloud")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Lets one more miner join, as a person would on another machine.
     *
     * @param api where it finds the orchestrator
     * @param before what its command begins with
     */
    void invite(CloudFile cloud, URI api, List<String> before) throws IOException {
        var command = new ArrayList<>(before);
        command.addAll(java.miner(List.of(
                "run",
                "--orchestrator",
                api.toString(),
                "--run",
                cloud.run(),
                "--home",
                folder.resolve(Cell.GUEST).toString(),
                "--threads",
                "1",
                "--memory",
                "0.2")));
        // It ends with us.
        guest = builder(command, guestFile(), Map.of(Supervised.VARIABLE, "1")).start();
    }

    /** How that miner ended; empty while it lives, or if there is none. */
    Optional<String> guestEnd() {
        var process = guest;
        if (process == null || process.isAlive()) {
            return Optional.empty();
        }
        return Optional.of("status %d, %s".formatted(process.exitValue(), Excerpt.last(guestFile())));
    }

    /** Ends that miner. */
    void dismissGuest() throws InterruptedException {
        var process = guest;
        if (process != null) {
            process.destroy();
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
    }

    /** The processes of the cell that live. */
    List<Marked> processes() {
        return MarkedProcesses.of(mark);
    }

    /** Ends all of them at once. */
    void kill() {
        MarkedProcesses.kill(processes());
    }
}
