package dev.iota.local.runner;

import dev.iota.core.api.StatusResponse;
import dev.iota.core.api.StatusResponse.Phase;
import dev.iota.core.owner.RunState;
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
import dev.iota.local.runner.report.SessionCourse.End;
import dev.iota.local.runner.report.SessionFigures;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * One stretch of training, from miners that are ready to weights that are collected. While it waits, it keeps the
 * processes alive.
 */
final class Session {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    /** Large stages take minutes to draw their first weights. */
    private static final Duration READY_PATIENCE = Duration.ofMinutes(15);

    /** After the last sign that what is on its way, a last step, uploads and the merge come to their end. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final double MILLIS = 1000;

    private final Goal goal;
    private final int epochs;
    private final Operator operator;
    private final Supervisor supervisor;
    private final Display display;
    private final InstantSource clock;
    private final Staffing staffing;
    private final CountDownLatch finish;
    private final ProcessFiles processes = ProcessFiles.ofKernel();
    private final ResidentMemory memory = new ResidentMemory();
    private final StatusHistory statusHistory;
    private final Instant opened;
    private volatile StatusResponse last;
    private volatile Optional<Instant> start = Optional.empty();
    private volatile Optional<Instant> firstLoss = Optional.empty();
    private volatile Optional<Instant> end = Optional.empty();

    /** @param finish counted down when training is to end early */
    Session(
            RunFile run,
            Goal goal,
            Operator operator,
            Supervisor supervisor,
            Staffing staffing,
            Display display,
            InstantSource clock,
            CountDownLatch finish) {
        this.goal = goal;
        this.epochs = run.spec().epochs().count();
        this.operator = operator;
        this.supervisor = supervisor;
        this.staffing = staffing;
        this.display = display;
        this.clock = clock;
        this.finish = finish;
        this.opened = clock.instant();
        this.last = goal.before();
        this.statusHistory = new StatusHistory(
                epochs,
                run.minersPerStage(),
                run.microbatchesPerStep(),
                run.spec().training().tokensPerMicrobatch());
    }

    /** Waits until every miner can be given work. */
    void awaitMiners() throws InterruptedException {
        var deadline = clock.instant().plus(READY_PATIENCE);
        for (var status = look(); !status.map(staffing::isComplete).orElse(false); status = look()) {
            status.ifPresent(staffing::requireEnough);
            if (clock.instant().isAfter(deadline)) {
                throw new RunnerException(
                        "after %d minutes not all of %d miners are ready; see their logs in the run's folder",
                        READY_PATIENCE.toMinutes(), staffing.kept());
            }
            if (pause()) {
                throw new StoppedException();
            }
        }
    }

    /** Trains until the time is over, the steps are made, somebody asks to finish, or the run diverges. */
    End train(Optional<Duration> time) throws InterruptedException {
        while (true) {
            var status = look();
            status.ifPresent(staffing::require);
            var left = time.flatMap(all -> start.map(s -> all.minus(Duration.between(s, clock.instant()))));
            if (status.isPresent()) {
                display.show(statusHistory.status(left, goal.completed()));
            }
            if (halted().isPresent()) {
                return End.HALTED;
            }
            var drained = status.map(now -> epochs > 0 ? hasAllEpochs(now) : now.phase() == Phase.DRAINED)
                    .orElse(false);
            if (drained || isEnded()) {
                return End.LIMIT;
            }
            if (left.map(Duration::isNegative).orElse(false)) {
                return End.TIME;
            }
            if (pause()) {
                return End.ASKED;
            }
        }
    }

    /** Whether its owner ended the run meanwhile. */
    private boolean isEnded() {
        try {
            return operator.orders().state() == RunState.ENDED;
        } catch (SdkException e) {
            return false; // the cloud does not answer now
        }
    }

    /** Why the orchestrator stopped the run, as far as is known. */
    Optional<String> halted() {
        return last.halted();
    }

    /** What it had to go on without. */
    List<String> givenUp() {
        return Stream.concat(
                        staffing.warnings().stream(),
                        supervisor.helpersGivenUp().entrySet().stream()
                                .map(helper -> "%s was given up: %s".formatted(helper.getKey(), helper.getValue())))
                .toList();
    }

    /** What it said last. */
    StatusResponse last() {
        return last;
    }

    /** What it said when this stretch began. */
    StatusResponse before() {
        return goal.before();
    }

    /** When this stretch began. */
    Instant opened() {
        return opened;
    }

    private Optional<StatusResponse> ask() {
        var status = operator.status();
        status.ifPresent(now -> last = now);
        return status;
    }

    /** What the orchestrator says now, written down; empty while the cloud does not answer. */
    private Optional<StatusResponse> look() {
        var status = ask();
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
     * Lets nothing new start, and waits until what was trained is published, or never will be.
     *
     * @return whether it is
     * @throws StoppedException if somebody asked to finish and there is nothing to finish
     */
    boolean finish() throws InterruptedException {
        var before = ask();
        while (before.isEmpty() || !operator.stopFeeding()) {
            rest();
            before = ask();
        }
        var ends = before.get().epoch();
        if (hasAllEpochs(before.get()) || isEnded()) {
            end();
            return true;
        }
        if (start.isEmpty()) {
            if (finish.getCount() == 0) {
                throw new StoppedException();
            }
            return false;
        }
        var patience = new Patience(PATIENCE, moving(), clock.instant());
        while (!patience.isOver(moving(), clock.instant()) && halted().isEmpty()) {
            var now = ask();
            now.ifPresent(staffing::require);
            if (now.map(status -> status.phase() == Phase.DRAINED).orElse(false)) {
                end();
            }
            if (now.map(status -> status.epoch() > ends).orElse(false) || isIdle()) {
                return true;
            }
            rest();
        }
        return false;
    }

    /** Whether the epoch had only begun when the feeds were closed. */
    private boolean isIdle() {
        try {
            return operator.orders().isIdle();
        } catch (SdkException e) {
            return false; // the cloud does not answer now
        }
    }

    /** What changes as long as the end comes nearer. */
    private Object moving() {
        return List.of(last.epoch(), last.phase(), last.completed(), last.inFlight(), last.epochs(), operator.moved());
    }

    /** Training is over, if it was not before. */
    void end() {
        if (end.isEmpty()) {
            end = Optional.of(clock.instant());
        }
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

    /** Seconds of training, until now where it has not ended. */
    double seconds() {
        return start.isPresent() ? secondsBetween(start.get(), end.orElseGet(clock::instant)) : 0;
    }

    /** What was measured; {@code began} is when the command was given. */
    SessionFigures figures(Instant began) {
        var toFirstLoss = firstLoss.isPresent()
                ? OptionalDouble.of(secondsBetween(began, firstLoss.get()))
                : OptionalDouble.empty();
        return new SessionFigures(seconds(), toFirstLoss, memory);
    }

    private static double secondsBetween(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / MILLIS;
    }
}
