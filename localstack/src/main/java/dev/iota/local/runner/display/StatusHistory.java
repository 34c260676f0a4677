package dev.iota.local.runner.display;

import dev.iota.core.api.StatusResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** The looks of the last seconds, and what rates follow from them. */
public final class StatusHistory {
    /** Long enough for several steps of a small model, short enough to be about now. */
    private static final Duration WINDOW = Duration.ofSeconds(15);

    private static final double MILLIS = 1000;

    private final int epochs;
    private final int minersPerStage;
    private final int microbatchesPerStep;
    private final int tokensPerMicrobatch;
    private final Deque<StatusSample> window = new ArrayDeque<>();

    /**
     * @param epochs of the run; 0 where it is not cut into any
     * @param microbatchesPerStep of the whole swarm
     */
    public StatusHistory(int epochs, int minersPerStage, int microbatchesPerStep, int tokensPerMicrobatch) {
        this.epochs = epochs;
        this.minersPerStage = minersPerStage;
        this.microbatchesPerStep = microbatchesPerStep;
        this.tokensPerMicrobatch = tokensPerMicrobatch;
    }

    public void add(StatusSample statusSample) {
        window.addLast(statusSample);
        while (window.size() > 2 && window.getFirst().at().plus(WINDOW).isBefore(statusSample.at())) {
            window.removeFirst();
        }
    }

    /**
     * Where training stands by the looks so far, of which there is one at least.
     *
     * @param left until the end, where time decides; otherwise the rate tells it
     * @param limit completed microbatches at the end, where they decide; else the largest number there is
     */
    public TrainingStatus status(Optional<Duration> left, long limit) {
        var then = window.getFirst();
        var now = window.getLast();
        var seconds = Duration.between(then.at(), now.at()).toMillis() / MILLIS;
        var completed = now.run().completed() - then.run().completed();
        var rate = seconds > 0 ? completed / seconds : 0;
        var stages = now.allStages()
                .mapToObj(stage -> new StageStatus(
                        share(now.busy(stage) - then.busy(stage), seconds * minersPerStage), now.queued(stage)))
                .toList();
        var loss = completed > 0
                ? OptionalDouble.of((now.lossSum() - then.lossSum()) / completed)
                : OptionalDouble.empty();
        var untilLimit = rate > 0 && limit < Long.MAX_VALUE
                ? Optional.of(Duration.ofMillis((long) ((limit - now.run().completed()) / rate * MILLIS)))
                : Optional.<Duration>empty();
        return new TrainingStatus(
                epoch(now.run()),
                now.run().completed() / microbatchesPerStep,
                loss,
                rate * tokensPerMicrobatch,
                stages,
                left.isPresent() ? left : untilLimit);
    }

    private Optional<TrainingStatus.Epoch> epoch(StatusResponse run) {
        return run.epochs().stream()
                .filter(epoch -> epochs > 0 && epoch.epoch() == run.epoch())
                .map(epoch -> new TrainingStatus.Epoch(
                        epoch.epoch(), epoch.phase().toLowerCase(Locale.ROOT), epochs - 1 - epoch.epoch()))
                .findFirst();
    }

    private static double share(double part, double whole) {
        return whole > 0 ? Math.clamp(part / whole, 0, 1) : 0;
    }
}
