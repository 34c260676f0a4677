package dev.iota.local.runner;

import dev.iota.core.api.StatusResponse;
import dev.iota.core.base.Json;
import dev.iota.local.runner.display.Display;
import dev.iota.local.runner.failure.RunnerException;
import dev.iota.local.runner.folder.RunFile;
import dev.iota.local.runner.folder.RunFolder;
import dev.iota.local.runner.operator.Operator;
import dev.iota.local.runner.options.EpochChoice;
import dev.iota.local.runner.options.TrainOptions;
import dev.iota.local.runner.report.EarlierReport;

/** How a run goes on that is resumed: with another learning rate, or with further epochs. */
final class ResumedRun {
    private final TrainOptions options;
    private final Display display;

    ResumedRun(TrainOptions options, Display display) {
        this.options = options;
        this.display = display;
    }

    /**
     * Changes the run to what was asked for. Miners learn that when they register, so they must not be there yet.
     *
     * @throws RunnerException if nothing is left to do, or the run diverged and is to go on as it was
     */
    RunFile changed(RunFolder folder, RunFile file, Operator operator) {
        return lengthened(folder, retuned(folder, recorded(folder, file, operator), operator), operator);
    }

    /** The run as the orchestrator knows it: a runner may have been killed between telling it and writing it down. */
    private static RunFile recorded(RunFolder folder, RunFile file, Operator operator) {
        var known = file.withSpec(operator.recorded());
        if (!known.equals(file)) {
            keep(folder, known);
        }
        return known;
    }

    /** The run with the learning rate that was asked for; one that diverged goes on with no other. */
    private RunFile retuned(RunFolder folder, RunFile file, Operator operator) {
        var rate = options.learning().rate();
        if (rate.isEmpty()) {
            operator.status().flatMap(StatusResponse::halted).ifPresent(why -> {
                throw new RunnerException(
                        "the run stopped by itself: %s; ./iota train --resume %s --rate R goes on from the last good"
                                + " epoch",
                        why, folder.root());
            });
            return file;
        }
        var retuned = file.withSpec(operator.resume(rate.getAsDouble()));
        keep(folder, retuned);
        display.say("learning rate %s from epoch %d on", rate.getAsDouble(), operator.epoch());
        return retuned;
    }

    private static void keep(RunFolder folder, RunFile file) {
        RunFolder.replace(folder.spec(), Json.write(file.spec()));
        folder.write(file);
    }

    /** Whether nothing is left to train, and the runner ended before it could tell what came of it. */
    private boolean isUnfinished(RunFolder folder, RunFile file, int epoch) {
        var count = file.spec().epochs().count();
        var told = EarlierReport.read(folder.report()).map(EarlierReport::epoch).orElse(-1);
        return count > 0
                && epoch >= count
                && told + 1 < epoch
                && options.length().equals(TrainOptions.Length.DEFAULT);
    }

    /** The run with the further epochs that were asked for. */
    private RunFile lengthened(RunFolder folder, RunFile file, Operator operator) {
        if (isUnfinished(folder, file, operator.epoch())) {
            display.say("the epochs of the run are over, and no report says so: what was published is collected");
            return file;
        }
        var count = EpochChoice.count(file.spec(), operator.epoch(), options.length());
        if (count == file.spec().epochs().count()) {
            return file;
        }
        operator.extend(count);
        var longer = file.withEpochs(count);
        keep(folder, longer);
        return longer;
    }
}
