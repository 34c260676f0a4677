package dev.iota.local.runner.chaos;

import dev.iota.local.runner.chaos.machine.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A signal.
 *
 * @param name of it
 * @param wholeGroup whether it goes to the runner's whole process group, as it does from a terminal
 * @param after what it is followed by
 */
record SignalFault(String name, boolean wholeGroup, Duration lasts, Optional<String> after) implements ChaosFault {
    private static final String IGNORED = "SigIgn:";
    private static final int HEX = 16;
    private static final Duration STANDSTILL = Duration.ofSeconds(90);

    static SignalFault kill() {
        return new SignalFault("KILL", false, Duration.ZERO, Optional.empty());
    }

    static SignalFault stop() {
        return new SignalFault("STOP", false, STANDSTILL, Optional.of("CONT"));
    }

    static SignalFault hangUp() {
        return new SignalFault("HUP", true, Duration.ZERO, Optional.empty());
    }

    static SignalFault terminate() {
        return new SignalFault("TERM", true, Duration.ZERO, Optional.empty());
    }

    /** What is ignored here is ignored by every process that is started here. */
    @Override
    public Optional<String> unavailable() {
        return name.equals("HUP") && ignoresHangUp()
                ? Optional.of("SIGHUP is ignored here, and so it is in whatever is started: do not use nohup")
                : Optional.empty();
    }

    private static boolean ignoresHangUp() {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith(IGNORED))
                    .mapToLong(line -> Long.parseUnsignedLong(
                            line.substring(IGNORED.length()).strip(), HEX))
                    .anyMatch(mask -> (mask & 1) != 0);
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public boolean strike(Scene scene) throws InterruptedException {
        var pid = scene.awaitPid();
        pid.ifPresent(found -> send(name, scene, found));
        return pid.isPresent();
    }

    @Override
    public void lift(Scene scene) {
        // Its runner may have ended it in the meantime.
        after.ifPresent(signal -> scene.pid().ifPresent(pid -> send(signal, scene, pid)));
    }

    private void send(String signal, Scene scene, long pid) {
        var group = wholeGroup && scene.cell().isRunner();
        Shell.run("kill", "-" + signal, "--", group ? "-" + pid : Long.toString(pid));
    }
}
