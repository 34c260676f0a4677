package dev.iota.local.runner.process;

import dev.iota.core.base.FileReason;
import dev.iota.local.cloud.CloudFile;
import dev.iota.local.cloud.CloudProcess;
import dev.iota.local.runner.failure.RunnerException;
import dev.iota.local.runner.failure.StoppedException;
import dev.iota.local.runner.folder.RunFolder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Starts the embedded cloud as a process that the supervisor keeps. */
public final class CloudStart {
    public static final String NAME = "cloud";

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    /** Exit statuses above are those of processes that a signal ended. */
    private static final int SIGNALLED = 128;

    private CloudStart() {}

    /**
     * Starts it; it becomes ready by itself. Started again, it listens where it did before.
     *
     * @param port of its HTTP API; 0 for the one that the run had before, or else a free one
     */
    public static void launch(Supervisor supervisor, RunFolder folder, String run, int port) {
        var command = new ArrayList<>(CloudProcess.command(folder.cloud(), run));
        if (port != 0) {
            command.addAll(List.of("--port", Integer.toString(port)));
        }
        supervisor.start(new Launch(NAME, command, Map.of(), folder.log(NAME)));
    }

    /**
     * Waits until it can be used. If somebody kills it meanwhile, it is started again.
     *
     * @param stop ends the waiting early
     * @param news told of deaths and restarts
     * @throws RunnerException if it does not come up, with its own reason
     */
    public static CloudFile await(Supervisor supervisor, RunFolder folder, CountDownLatch stop, Consumer<String> news)
            throws InterruptedException {
        var log = folder.log(NAME);
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        for (var child = supervisor.child(NAME); !isReady(child); child = supervisor.child(NAME)) {
            if (!child.isAlive() && child.exitStatus() <= SIGNALLED) {
                throw new RunnerException(
                        "the cloud did not start: %s (its log is %s)",
                        child.death().reason(), log);
            }
            supervisor.tick().forEach(news);
            if (System.nanoTime() > deadline) {
                throw new RunnerException(
                        "the cloud was not ready after %d s; its log is %s", PATIENCE.toSeconds(), log);
            }
            if (stop.await(LOOK_EVERY.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new StoppedException();
            }
        }
        try {
            return CloudFile.read(folder.cloud());
        } catch (IOException e) {
            throw new RunnerException(
                    e, "cannot read where the cloud listens, in %s: %s", folder.cloud(), FileReason.of(e));
        }
    }

    private static boolean isReady(Child child) {
        return child.output().stream().anyMatch(line -> line.startsWith(CloudProcess.READY));
    }
}
