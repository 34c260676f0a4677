package dev.iota.local.runner.report;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingLong;

import dev.iota.cloud.count.CallCounts;
import dev.iota.core.data.DataManifest;
import dev.iota.core.wire.MergeTraffic;
import dev.iota.local.cost.CostModel;
import dev.iota.local.cost.PriceList;
import dev.iota.local.cost.Scale;
import dev.iota.local.runner.folder.RunFile;
import dev.iota.local.runner.operator.Books;
import dev.iota.local.runner.report.RunFacts.HeldOut;
import dev.iota.local.runner.report.RunFacts.Measured;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What comes of a run, as its report says it. */
public final class RunResults {
    private static final String PUBLISHED = "PUBLISHED";

    private final RunFile run;
    private final DataManifest manifest;
    private final Optional<CallCounts> calls;

    /**
     * @param run as it is after the session
     * @param calls that were counted, if any were
     */
    public RunResults(RunFile run, DataManifest manifest, Optional<CallCounts> calls) {
        this.run = run;
        this.manifest = manifest;
        this.calls = calls;
    }

    /**
     * @param figures of the session that ended just now
     * @param heldOut loss of the checkpoint
     * @param checkpoint none if the session made none
     */
    public Report report(
            Books books, SessionFigures figures, Assessment assessment, HeldOut heldOut, Optional<Path> checkpoint) {
        var spec = run.spec();
        var tally = books.tally();
        var tokens = tokens(books);
        var seconds = run.seconds();
        var first = figures.secondsToFirstLoss();
        var audits = books.status().audits();
        return new Report(
                assessment.outcome(),
                assessment.warnings(),
                seconds,
                tokens,
                seconds > 0 ? tokens / seconds : 0,
                steps(books.steps().all()),
                known(tally.lossFirst()),
                known(tally.lossLast()),
                heldOut instanceof Measured measured ? known(measured.loss()) : null,
                manifest.unigramEntropy(),
                tally.started(),
                tally.completed(),
                tally.inFlight(),
                books.status().redone(),
                tally.lost(),
                tally.hops(),
                spec.boundaryBytes(),
                (double) spec.model().width() / spec.model().boundaryWidth(),
                books.status().redispatched(),
                books.status().miners().stream()
                        .map(miner -> new Report.Miner(
                                miner.hotkey(),
                                miner.stage(),
                                miner.forwards(),
                                miner.backwards(),
                                seconds > 0 ? miner.hopSeconds() / seconds : 0,
                                miner.hopSeconds()))
                        .toList(),
                books.status().epochs().stream()
                        .filter(epoch -> epoch.phase().equals(PUBLISHED))
                        .map(epoch ->
                                Report.Epoch.of(epoch, books.traffic().getOrDefault(epoch.epoch(), MergeTraffic.NONE)))
                        .toList(),
                Report.Audits.of(audits),
                ratio(audits.validatorSeconds(), audits.minerSeconds()),
                ratio((double) audits.evidenceBytes(), (double) tally.completed()),
                figures.memory().maxOfMinute2(),
                figures.memory().maxOfLastMinute(),
                first.isPresent() ? first.getAsDouble() : null,
                calls.map(this::calls).orElse(null),
                checkpoint.map(Path::toString).orElse(null));
    }

    private Report.@Nullable Calls calls(CallCounts counts) {
        var spec = run.spec();
        var model = new CostModel(counts, spec.model().stages(), PriceList.shipped());
        if (model.microbatches() == 0) {
            return null;
        }
        var report = model.at(Scale.of(spec));
        var requests = counts.calls().stream()
                .collect(groupingBy(CallCounts.Calls::service, summingLong(CallCounts.Calls::times)));
        return new Report.Calls(
                requests, report.microbatch(), report.dollarsPerBillionTokens().total());
    }

    private static @Nullable Double ratio(double part, double whole) {
        return whole > 0 ? part / whole : null;
    }

    /** JSON has no other numbers: the warnings say what was not finite. */
    private static @Nullable Double known(@Nullable Double loss) {
        return loss != null && Double.isFinite(loss) ? loss : null;
    }

    /** Tokens that were trained on. */
    public long tokens(Books books) {
        return books.tally().completed() * run.spec().training().tokensPerMicrobatch();
    }

    private long steps(Map<Integer, Long> byStage) {
        var fewest = Long.MAX_VALUE;
        for (var stage = 0; stage < run.spec().model().stages(); stage++) {
            fewest = Math.min(fewest, byStage.getOrDefault(stage, 0L));
        }
        return fewest / run.minersPerStage();
    }

    /** The report in three lines, for people; its warnings are told apart. */
    public static String summary(Report report) {
        return ("%,d tokens in %.0f s (%.0f tokens/s), %d steps, loss %s to %s%n"
                        + "held out: %s nats per token, against %.3f by token frequencies%n"
                        + "%s"
                        + "outcome: %s")
                .formatted(
                        report.tokens(),
                        report.seconds(),
                        report.tokensPerSecond(),
                        report.steps(),
                        shown(report.lossFirst()),
                        shown(report.lossLast()),
                        shown(report.heldOutLoss()),
                        report.unigramEntropy(),
                        shown(report.audits()),
                        report.outcome().sentence());
    }

    /** A line, where there is anything to say. */
    private static String shown(Report.Audits audits) {
        return audits.drawn() == 0
                ? ""
                : "audits: %d drawn, %d passed, %d confirmed, %d disputed, %d lapsed, %d open%n"
                        .formatted(
                                audits.drawn(),
                                audits.passed(),
                                audits.confirmed(),
                                audits.disputed(),
                                audits.lapsed(),
                                audits.open());
    }

    private static String shown(@Nullable Double loss) {
        return loss == null ? "-" : "%.3f".formatted(loss);
    }
}
