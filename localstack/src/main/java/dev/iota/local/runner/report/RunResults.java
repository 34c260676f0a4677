package dev.iota.local.runner.report;

import dev.iota.core.data.DataManifest;
import dev.iota.core.wire.MergeTraffic;
import dev.iota.local.runner.folder.RunFile;
import dev.iota.local.runner.folder.RunFolder;
import dev.iota.local.runner.operator.Books;
import dev.iota.local.runner.operator.Tally;
import dev.iota.local.runner.process.MinerTools;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What comes of a run: weights to a checkpoint, held-out loss, report. */
public final class RunResults {
    private final RunFile run;
    private final DataManifest manifest;
    private final MinerTools tools;

    public RunResults(RunFile run, DataManifest manifest, MinerTools tools) {
        this.run = run;
        this.manifest = manifest;
        this.tools = tools;
    }

    /**
     * Makes the checkpoint of the run's folder from the weights of its stages, in {@link RunFolder#weights}, and
     * removes these.
     *
     * @return its loss on the held-out tokens
     */
    public double checkpoint(RunFolder folder, long tokens) throws InterruptedException {
        tools.export(folder, tokens);
        folder.removeWeights();
        return tools.evaluate(folder);
    }

    /**
     * @param figures of the session that ended just now
     * @param heldOutLoss of the checkpoint; none if there is none
     */
    public Report report(Books books, SessionFigures figures, Optional<Double> heldOutLoss, Path checkpoint) {
        var spec = run.spec();
        var tally = books.tally();
        var tokens = tokens(tally);
        var seconds = run.seconds();
        var first = figures.secondsToFirstLoss();
        return new Report(
                seconds,
                tokens,
                seconds > 0 ? tokens / seconds : 0,
                steps(books.steps()),
                tally.lossFirst(),
                tally.lossLast(),
                heldOutLoss.orElse(null),
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
                        .filter(epoch -> epoch.phase().equals("PUBLISHED"))
                        .map(epoch ->
                                Report.Epoch.of(epoch, books.traffic().getOrDefault(epoch.epoch(), MergeTraffic.NONE)))
                        .toList(),
                figures.memory().maxOfMinute2(),
                figures.memory().maxOfLastMinute(),
                first.isPresent() ? first.getAsDouble() : null,
                heldOutLoss.isPresent() ? checkpoint.toString() : null);
    }

    /** Tokens that were trained on. */
    public long tokens(Tally tally) {
        return tally.completed() * run.spec().training().tokensPerMicrobatch();
    }

    private long steps(Map<Integer, Long> byStage) {
        var fewest = Long.MAX_VALUE;
        for (var stage = 0; stage < run.spec().model().stages(); stage++) {
            fewest = Math.min(fewest, byStage.getOrDefault(stage, 0L));
        }
        return fewest / run.minersPerStage();
    }

    /** The report in two lines, for people. */
    public static String summary(Report report) {
        return ("%,d tokens in %.0f s (%.0f tokens/s), %d steps, loss %s to %s%n"
                        + "held out: %s nats per token, against %.3f by token frequencies")
                .formatted(
                        report.tokens(),
                        report.seconds(),
                        report.tokensPerSecond(),
                        report.steps(),
                        shown(report.lossFirst()),
                        shown(report.lossLast()),
                        shown(report.heldOutLoss()),
                        report.unigramEntropy());
    }

    private static String shown(@Nullable Double loss) {
        return loss == null ? "-" : "%.3f".formatted(loss);
    }
}
