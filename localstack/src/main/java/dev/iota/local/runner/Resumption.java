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

/** How a run goes on that is resumed: with another learning rate, or with further epochs. */
final class Resumption {
    private final TrainOptions options;
    private final Display display;

    Resumption(TrainOptions options, Display display) {
        this.options = options;
        this.display = display;
    }

    /**
     * Changes the run to what was asked for. Miners learn that when they register, so they must not be there yet.
     *
     * @throws RunnerException if nothing is left to do, or the run diverged and is to go on as it was
     */
    RunFile changed(RunFolder folder, RunFile file, Operator operator) {
        return lengthened(folder, retuned(folder, file, operator), operator);
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

    /** The run with the further epochs that were asked for. */
    private RunFile lengthened(RunFolder folder, RunFile file, Operator operator) {
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
