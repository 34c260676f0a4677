package dev.iota.local.runner.process;

import dev.iota.core.base.FileReason;
import dev.iota.local.cloud.CloudFile;
import dev.iota.local.cloud.CloudKind;
import dev.iota.local.cloud.CloudProcess;
import dev.iota.local.runner.failure.RunnerException;
import dev.iota.local.runner.failure.StoppedException;
import dev.iota.local.runner.folder.RunFolder;
import dev.iota.local.stack.LocalStackCommand;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Starts the cloud of a run as a process that the supervisor keeps. */
public final class CloudStart {
    public static final String NAME = "cloud";

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** LocalStack is installed the first time, over whatever line there is. */
    private static final Duration INSTALLING = Duration.ofMinutes(20);

    private static final String NEWS = "news ";

    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    /** Exit statuses above are those of processes that a signal ended. */
    private static final int SIGNALLED = 128;

    private CloudStart() {}

    /**
     * Starts an embedded cloud; it becomes ready by itself. Started again, it listens where it did before.
     *
     * @param port of its HTTP API; 0 for the one that the run had before, or else a free one
     */
    public static void launch(Supervisor supervisor, RunFolder folder, String run, int port) {
        launch(supervisor, folder, CloudKind.EMBEDDED, run, port);
    }

    /** The same of a cloud of either kind. */
    public static void launch(Supervisor supervisor, RunFolder folder, CloudKind kind, String run, int port) {
        var command = new ArrayList<>(
                switch (kind) {
                    case EMBEDDED -> CloudProcess.command(folder.cloud(), run);
                    case LOCALSTACK -> LocalStackCommand.command(folder.cloud(), folder.logs(), run);
                });
        if (port != 0) {
            command.addAll(List.of("--port", Integer.toString(port)));
        }
        supervisor.start(new Launch(NAME, command, Map.of(), folder.log(NAME)));
    }

    /** @throws RunnerException if the run's cloud kept nothing of it */
    public static void requireLasting(RunFolder folder) {
        if (CloudFile.exists(folder.cloud()) && read(folder).kind() == CloudKind.LOCALSTACK) {
            throw new RunnerException(
                    "the run in %s cannot go on: it was in LocalStack, which keeps nothing when it ends; what it"
                            + " trained is in %s, and another run begins with ./iota train",
                    folder.root(), folder.checkpoint());
        }
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
        var began = System.nanoTime();
        var told = 0;
        for (var child = supervisor.child(NAME); !isReady(child); child = supervisor.child(NAME)) {
            if (!child.isAlive() && child.exitStatus() <= SIGNALLED) {
                throw new RunnerException(
                        "the cloud did not start: %s (its log is %s)",
                        child.death().reason(), log);
            }
            supervisor.tick().forEach(news);
            var says = news(child);
            says.stream().skip(told).forEach(news);
            told = says.size();
            var patience = says.isEmpty() ? PATIENCE : INSTALLING;
            if (System.nanoTime() - began > patience.toNanos()) {
                throw new RunnerException(
                        "the cloud was not ready after %d s; its log is %s", patience.toSeconds(), log);
            }
            if (stop.await(LOOK_EVERY.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new StoppedException();
            }
        }
        return read(folder);
    }

    private static CloudFile read(RunFolder folder) {
        try {
            return CloudFile.read(folder.cloud());
        } catch (IOException e) {
            throw new RunnerException(
                    e, "cannot read where the cloud listens, in %s: %s", folder.cloud(), FileReason.of(e));
        }
    }

    /** What it says while it starts. */
    private static List<String> news(Child child) {
        return child.output().stream()
                .filter(line -> line.startsWith(NEWS))
                .map(line -> line.substring(NEWS.length()))
                .toList();
    }

    private static boolean isReady(Child child) {
        return child.output().stream().anyMatch(line -> line.startsWith(CloudProcess.READY));
    }
}
