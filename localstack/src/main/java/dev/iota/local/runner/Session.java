package dev.iota.local.runner;

import dev.iota.core.api.StatusResponse;
import dev.iota.core.api.StatusResponse.Phase;
import dev.iota.local.runner.display.Display;
import dev.iota.local.runner.display.StatusHistory;
import dev.iota.local.runner.display.StatusSample;
import dev.iota.local.runner.failure.RunnerException;
import dev.iota.local.runner.failure.StoppedException;
import dev.iota.local.runner.folder.RunFile;
import dev.iota.local.runner.operator.Goal;
import dev.iota.local.runner.operator.Operator;
import dev.iota.local.runner.process.ProcessFiles;
import dev.iota.local.runner.process.Supervisor;
import dev.iota.local.runner.report.ResidentMemory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One stretch of training, from miners that are ready to weights that are collected. While it waits, it keeps the
 * processes alive.
 */
final class Session {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    /** Large stages take minutes to draw their first weights. */
    private static final Duration READY_PATIENCE = Duration.ofMinutes(15);

    /** For what is on its way, a last step, uploads and the merge. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** For miners that have nothing left to do but to load and to say so. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(20);

    private static final double MILLIS = 1000;

    private final Goal goal;
    private final int epochs;
    private final Operator operator;
    private final Supervisor supervisor;
    private final Display display;
    private final InstantSource clock;
    private final CountDownLatch finish;
    private final ProcessFiles processes = ProcessFiles.ofKernel();
    private final ResidentMemory memory = new ResidentMemory();
    private final StatusHistory statusHistory;
    private Optional<Instant> start = Optional.empty();
    private Optional<Instant> firstLoss = Optional.empty();
    private Optional<Instant> end = Optional.empty();

    /** @param finish counted down when training is to end early */
    Session(
            RunFile run,
            Goal goal,
            Operator operator,
            Supervisor supervisor,
            Display display,
            InstantSource clock,
            CountDownLatch finish) {
        this.goal = goal;
        this.epochs = run.spec().epochs().count();
        this.operator = operator;
        this.supervisor = supervisor;
        this.display = display;
        this.clock = clock;
        this.finish = finish;
        this.statusHistory = new StatusHistory(
                epochs,
                run.minersPerStage(),
                run.microbatchesPerStep(),
                run.spec().training().tokensPerMicrobatch());
    }

    /** Waits until so many miners can be given work. */
    void awaitMiners(int miners) throws InterruptedException {
        var deadline = clock.instant().plus(READY_PATIENCE);
        while (look().map(Session::ready).orElse(0L) < miners) {
            if (clock.instant().isAfter(deadline)) {
                throw new RunnerException(
                        "after %d minutes not all of %d miners are ready; see their logs in the run's folder",
                        READY_PATIENCE.toMinutes(), miners);
            }
            if (pause()) {
                throw new StoppedException();
            }
        }
    }

    private static long ready(StatusResponse status) {
        return status.miners().stream()
                .filter(miner -> miner.active() && miner.slots() > 0)
                .count();
    }

    /** Trains until the time is over, the steps are made, or somebody asks to finish. */
    void train(Optional<Duration> time) throws InterruptedException {
        while (true) {
            var status = look();
            var left = time.flatMap(all -> start.map(s -> all.minus(Duration.between(s, clock.instant()))));
            if (status.isPresent()) {
                display.show(statusHistory.status(left, goal.completed()));
            }
            var drained = status.map(now -> epochs > 0 ? hasAllEpochs(now) : now.phase() == Phase.DRAINED)
                    .orElse(false);
            if (drained || left.map(Duration::isNegative).orElse(false) || pause()) {
                return;
            }
        }
    }

    /** What the orchestrator says now, written down; empty while the cloud does not answer. */
    private Optional<StatusResponse> look() {
        var status = operator.status();
        status.ifPresent(now -> {
            var at = clock.instant();
            statusHistory.add(new StatusSample(at, now));
            if (start.isEmpty()
                    && (now.started() > goal.before().started()
                            || now.completed() > goal.before().completed())) {
                start = Optional.of(at);
            }
            if (firstLoss.isEmpty() && now.completed() > goal.before().completed()) {
                firstLoss = Optional.of(at);
            }
            start.ifPresent(s -> memory.sample(Duration.between(s, at), residentBytes()));
        });
        return status;
    }

    private Map<String, Long> residentBytes() {
        var bytes = new HashMap<String, Long>();
        var pids = new HashMap<>(supervisor.pids());
        pids.put("runner", ProcessHandle.current().pid());
        pids.forEach((name, pid) -> processes.residentBytes(pid).ifPresent(value -> bytes.put(name, value)));
        return bytes;
    }

    /**
     * Lets nothing new start, and waits until what was trained is published.
     *
     * @return whether it is
     */
    boolean finish() throws InterruptedException {
        var before = operator.status();
        while (before.isEmpty() || !operator.stopFeeding()) {
            rest();
            before = operator.status();
        }
        var ends = before.get().epoch();
        if (start.isEmpty() || hasAllEpochs(before.get())) {
            end = Optional.of(clock.instant());
            return true;
        }
        var until = clock.instant().plus(PATIENCE);
        while (clock.instant().isBefore(until)) {
            var now = operator.status();
            if (end.isEmpty()
                    && now.map(status -> status.phase() == Phase.DRAINED).orElse(false)) {
                end = Optional.of(clock.instant());
            }
            if (now.map(status -> status.epoch() > ends).orElse(false)) {
                return true;
            }
            rest();
        }
        return false;
    }

    /** Waits for a moment until every miner has loaded what was published, and has said what the last merge took. */
    void awaitTraffic() throws InterruptedException {
        var until = clock.instant().plus(LAST_WORDS);
        while (clock.instant().isBefore(until)) {
            var status = operator.status();
            if (status.isPresent() && isCounted(status.get())) {
                return;
            }
            rest();
        }
    }

    private boolean isCounted(StatusResponse status) {
        var active =
                status.miners().stream().filter(StatusResponse.Miner::active).count();
        return status.epoch() == 0 || operator.counted(status.epoch() - 1) >= active;
    }

    private boolean hasAllEpochs(StatusResponse status) {
        return epochs > 0 && status.epoch() >= epochs;
    }

    /** Keeps the processes alive for a moment; true if somebody asks to finish. */
    private boolean pause() throws InterruptedException {
        supervisor.tick().forEach(news -> display.say("%s", news));
        return finish.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The same where finishing is under way already. */
    private void rest() throws InterruptedException {
        supervisor.tick().forEach(news -> display.say("%s", news));
        TimeUnit.MILLISECONDS.sleep(LOOK_EVERY.toMillis());
    }

    /** Seconds of training. */
    double seconds() {
        return start.isPresent() && end.isPresent() ? secondsBetween(start.get(), end.get()) : 0;
    }

    /** Seconds from an earlier moment to the first loss. */
    OptionalDouble secondsToFirstLoss(Instant from) {
        return firstLoss.isPresent()
                ? OptionalDouble.of(secondsBetween(from, firstLoss.get()))
                : OptionalDouble.empty();
    }

    ResidentMemory memory() {
        return memory;
    }

    private static double secondsBetween(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / MILLIS;
    }
}
