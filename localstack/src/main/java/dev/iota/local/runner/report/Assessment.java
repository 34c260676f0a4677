package dev.iota.local.runner.report;

import dev.iota.core.api.EpochStatus;
import dev.iota.local.runner.failure.RunExit;
import dev.iota.local.runner.report.RunFacts.Measured;
import dev.iota.local.runner.report.RunFacts.Unknown;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a run ended: decided from what it showed, and from nothing else. A run with a warning is not trained, and its
 * exit status is not 0.
 *
 * @param exitStatus of the process, see {@link RunExit}
 * @param warnings one sentence each, the gravest first
 */
public record Assessment(RunOutcome outcome, int exitStatus, List<String> warnings) {
    /**
     * A loss on other text, or after a few steps more, scatters by a few per cent; what is worse than that was not
     * learned but unlearned.
     */
    private static final double SCATTER = 1.05;

    public Assessment {
        warnings = List.copyOf(warnings);
    }

    public static Assessment of(RunFacts facts) {
        var failed = failures(facts);
        var partly = shortcomings(facts);
        var warnings = new ArrayList<>(failed);
        warnings.addAll(partly);
        if (!failed.isEmpty()) {
            return new Assessment(
                    RunOutcome.FAILED, facts.halted().isPresent() ? RunExit.DIVERGED : RunExit.FAILED, warnings);
        }
        return partly.isEmpty()
                ? new Assessment(RunOutcome.TRAINED, RunExit.TRAINED, warnings)
                : new Assessment(RunOutcome.PARTLY, RunExit.PARTLY, warnings);
    }

    /** After each of these there is nothing that learned anything, or nobody knows of it. */
    private static List<String> failures(RunFacts facts) {
        var work = facts.work();
        var warnings = new ArrayList<String>();
        facts.halted().ifPresent(warnings::add);
        facts.failure().ifPresent(warnings::add);
        if (!facts.weights().collected()) {
            warnings.add("there is no checkpoint: no weights of the run could be collected");
        }
        if (work.steps() == 0) {
            warnings.add("no optimiser step counts (%d microbatches were completed): nothing was learned"
                    .formatted(work.completed()));
        } else if (facts.weights().collected() && facts.epochs().stream().noneMatch(Assessment::merged)) {
            warnings.add("nothing of what was trained was merged: the weights are those that training began with");
        }
        if (work.completed() > 0 && !isFinite(work.lossLast())) {
            warnings.add(notFinite("the last microbatches", work.lossLast()));
        }
        if (facts.weights().heldOut() instanceof Measured measured && !Double.isFinite(measured.loss())) {
            warnings.add("the loss on held-out text is %s: the weights are of no use".formatted(measured.loss()));
        }
        return warnings;
    }

    private static boolean merged(EpochStatus epoch) {
        return epoch.figures().effectiveBatch() > 0;
    }

    private static boolean isFinite(@Nullable Double loss) {
        return loss != null && Double.isFinite(loss);
    }

    private static String notFinite(String which, @Nullable Double loss) {
        return "the loss of %s is %s".formatted(which, loss == null ? "not known" : loss + ", not a finite number");
    }

    private static List<String> shortcomings(RunFacts facts) {
        var work = facts.work();
        var warnings = new ArrayList<String>();
        facts.shortfall().ifPresent(shortfall -> warnings.add(text(shortfall)));
        facts.cutShort().forEach(epoch -> warnings.add(text(epoch)));
        if (work.lost() > 0) {
            warnings.add("%d of %d microbatches were lost: the run learned nothing from their text"
                    .formatted(work.lost(), work.lost() + work.completed()));
        }
        // What a halted run began is given up, and said to be.
        if (work.givenBack() > 0 && facts.halted().isEmpty()) {
            warnings.add(("%d data positions were given back and not trained again before the run ended: not every"
                            + " stage learned from them; --resume begins with them")
                    .formatted(work.givenBack()));
        }
        warnings.addAll(facts.alarms());
        if (work.completed() > 0 && isFinite(work.lossLast()) && !isFinite(work.lossFirst())) {
            warnings.add(notFinite("the first microbatches", work.lossFirst()));
        }
        facts.epochs().forEach(epoch -> warnings.addAll(ofMerge(epoch)));
        if (facts.weights().collected()) {
            addHeldOut(facts.weights(), warnings);
        }
        return warnings;
    }

    private static String text(RunFacts.Shortfall shortfall) {
        return "%d of the %d %s were made%s"
                .formatted(
                        shortfall.made(),
                        shortfall.wanted(),
                        shortfall.unit(),
                        shortfall.asked() ? ": the run was asked to finish" : "");
    }

    private static String text(RunFacts.CutShort epoch) {
        return "epoch %d: %d of its %d %s were made: %s"
                .formatted(
                        epoch.epoch(),
                        epoch.made(),
                        epoch.wanted(),
                        epoch.unit(),
                        epoch.asked()
                                ? "the run was asked to finish"
                                : "it ended without the rest of miners that were too slow or gone");
    }

    /** What of an epoch's work did not get into the weights that it ended with, in sentences. */
    public static List<String> ofMerge(EpochStatus epoch) {
        var warnings = new ArrayList<String>();
        var figures = epoch.figures();
        if (figures.shardsLost() > 0) {
            warnings.add("epoch %d: %d of %d shards kept their old values, since nobody merged them"
                    .formatted(epoch.epoch(), figures.shardsLost(), figures.shards()));
        }
        epoch.carriedOver().stream()
                .map(stage -> "epoch %d: stage %d was carried over, and what was trained of it starts again: %s"
                        .formatted(epoch.epoch(), stage.stage(), stage.reason()))
                .forEach(warnings::add);
        figures.excluded().stream()
                .filter(excluded -> !excluded.isIdle())
                .map(excluded -> "epoch %d: the work of miner %s was left out: %s"
                        .formatted(epoch.epoch(), excluded.hotkey(), excluded.reason()))
                .forEach(warnings::add);
        return warnings;
    }

    private static void addHeldOut(RunFacts.Weights weights, List<String> warnings) {
        switch (weights.heldOut()) {
            case Unknown unknown -> warnings.add("the loss on held-out text is not known: %s".formatted(unknown.why()));
            case Measured measured -> {
                var before = weights.before();
                if (before.isPresent()
                        && Double.isFinite(measured.loss())
                        && measured.loss() > before.getAsDouble() * SCATTER) {
                    warnings.add("the loss on held-out text is %.3f, and was %.3f before: training made it worse"
                            .formatted(measured.loss(), before.getAsDouble()));
                }
            }
        }
    }
}
