package dev.iota.orchestrator.view;

import dev.iota.cloud.table.MinerRecord;
import dev.iota.core.api.view.RunSample;
import dev.iota.core.api.view.RunSample.StagePoint;
import dev.iota.core.api.view.StageSummary;
import dev.iota.core.api.view.StageSummary.Miners;
import dev.iota.core.api.view.StageSummary.Totals;
import dev.iota.core.api.view.StageSummary.Work;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes down how a run stands, out of what the sweep has read anyway: one small item for each stage, and one sample.
 * Nothing depends on it: what goes wrong stands in the log.
 */
public final class RunSampler {
    /** Two sweeps at once make one sample. */
    private static final Duration SHORTEST = Duration.ofSeconds(3);

    /** Whoever loses its place is told in an event at once; the count may wait. */
    private static final Duration COUNTED_EVERY = Duration.ofSeconds(25);

    /** Miners without a place are counted so seldom that, on average, fewer than these are read in a second. */
    private static final int COUNTED_PER_SECOND = 100;

    /** While nobody swept for longer there was no orchestrator. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private static final double PERCENT = 100;
    private static final double HOUR = 3600;
    private static final double MILLIS = 1e3;

    private final Services services;
    private final StructuredLog structuredLog = new StructuredLog(RunSampler.class);

    public RunSampler(Services services) {
        this.services = services;
    }

    /** How many miners of a stage have no place, and since when that is known. */
    private record Gone(int silent, int evicted, Instant countedAt) {}

    /**
     * @param active the miners that answer
     * @param open microbatches that are on their way
     */
    public void sample(Run run, List<MinerRecord> active, List<Microbatch> open) {
        try {
            var before = services.views().newestSample(services.now());
            if (before.filter(last -> services.now().isBefore(last.at().plus(SHORTEST)))
                    .isEmpty()) {
                write(run, active, open, before);
            }
        } catch (RuntimeException e) {
            structuredLog.failed("run not sampled", e);
        }
    }

    private void write(Run run, List<MinerRecord> active, List<Microbatch> open, Optional<RunSample> before) {
        var known =
                services.views().stages().stream().collect(Collectors.toMap(StageSummary::stage, Function.identity()));
        var gone = gone(run, known, active.size());
        var miners = active.stream().collect(Collectors.groupingBy(MinerRecord::stage));
        var waiting = open.stream()
                .filter(microbatch -> microbatch.state() == State.WAITING)
                .collect(Collectors.groupingBy(Microbatch::stage, Collectors.summingInt(microbatch -> 1)));
        var stages = IntStream.range(0, run.stages())
                .mapToObj(stage -> summary(
                        stage,
                        miners.getOrDefault(stage, List.of()),
                        waiting.getOrDefault(stage, 0),
                        gone.apply(stage),
                        Optional.ofNullable(known.get(stage))))
                .toList();
        stages.forEach(services.views()::put);
        services.views().add(sample(run, stages, before), before);
    }

    private Function<Integer, Gone> gone(Run run, Map<Integer, StageSummary> known, int active) {
        var now = services.now();
        var all = active
                + known.values().stream()
                        .map(StageSummary::miners)
                        .mapToInt(miners -> miners.silent() + miners.evicted())
                        .sum();
        var pause = COUNTED_EVERY.plusSeconds(all / COUNTED_PER_SECOND);
        if (known.size() == run.stages()
                && known.values().stream()
                        .allMatch(
                                stage -> now.isBefore(stage.miners().countedAt().plus(pause)))) {
            var before = known.values().stream()
                    .collect(Collectors.toMap(
                            StageSummary::stage,
                            stage -> new Gone(
                                    stage.miners().silent(),
                                    stage.miners().evicted(),
                                    stage.miners().countedAt())));
            return stage -> before.getOrDefault(stage, new Gone(0, 0, now));
        }
        var counted = services.miners()
                .all()
                .filter(miner -> !miner.active())
                .collect(Collectors.groupingBy(
                        MinerRecord::stage,
                        Collectors.partitioningBy(miner -> miner.conduct().isEvicted(), counting())));
        return stage -> {
            var here = counted.getOrDefault(stage, Map.of());
            return new Gone(here.getOrDefault(false, 0), here.getOrDefault(true, 0), now);
        };
    }

    private static Collector<MinerRecord, ?, Integer> counting() {
        return Collectors.summingInt(miner -> 1);
    }

    private StageSummary summary(
            int stage, List<MinerRecord> miners, int waiting, Gone gone, Optional<StageSummary> before) {
        var now = services.now();
        var totals = new Totals(
                miners.stream()
                        .mapToLong(miner ->
                                miner.progress().forwards() + miner.progress().backwards())
                        .sum(),
                miners.stream()
                        .mapToDouble(miner -> miner.progress().hopSeconds())
                        .sum());
        // Sums over other miners than before say nothing about a rate.
        var comparable = before.filter(last -> last.miners().active() == miners.size()
                && !miners.isEmpty()
                && last.totals().hops() <= totals.hops()
                && last.totals().deviceSeconds() <= totals.deviceSeconds()
                && last.sampledAt().isBefore(now));
        return new StageSummary(
                stage,
                now,
                new Miners(
                        miners.size(),
                        (int) miners.stream().filter(miner -> miner.slots() > 0).count(),
                        gone.silent(),
                        gone.evicted(),
                        gone.countedAt()),
                new Work(
                        miners.stream().mapToInt(MinerRecord::slots).sum(),
                        miners.stream().mapToInt(MinerRecord::inFlight).sum(),
                        waiting,
                        comparable.map(last -> (totals.hops() - last.totals().hops()) / seconds(last.sampledAt(), now)),
                        comparable.map(last -> Math.min(
                                PERCENT,
                                PERCENT
                                        * (totals.deviceSeconds()
                                                - last.totals().deviceSeconds())
                                        / (seconds(last.sampledAt(), now) * miners.size())))),
                totals);
    }

    private RunSample sample(Run run, List<StageSummary> stages, Optional<RunSample> before) {
        var progress = run.feeds().feedProgress();
        var tokens = progress.completed() * run.spec().training().tokensPerMicrobatch();
        var now = services.now();
        var hours = before.map(last -> Math.min(seconds(last.at(), now), (double) LONGEST.toSeconds()) / HOUR)
                .orElse(0.0);
        var miners = stages.stream().mapToInt(stage -> stage.miners().active()).sum();
        return new RunSample(
                now,
                run.epoch(),
                progress.completed(),
                tokens,
                progress.lossSum(),
                before.filter(last -> last.microbatchesCompleted() < progress.completed())
                        .map(last -> (progress.lossSum() - last.lossSumNats())
                                / (progress.completed() - last.microbatchesCompleted())),
                before.map(last -> (tokens - last.tokensTrained()) / seconds(last.at(), now)),
                before.map(RunSample::minerHours).orElse(0.0) + miners * hours,
                before.map(RunSample::runHours).orElse(0.0) + hours,
                stages.stream()
                        .map(stage -> new StagePoint(
                                stage.miners().active(),
                                stage.work().slotsInUse(),
                                stage.work().microbatchesWaiting(),
                                stage.work().utilisationPercent()))
                        .toList());
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / MILLIS;
    }
}
