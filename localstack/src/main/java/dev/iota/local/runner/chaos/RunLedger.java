package dev.iota.local.runner.chaos;

import dev.iota.core.base.Json;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.local.cloud.CloudFile;
import dev.iota.local.cloud.CloudProcess;
import dev.iota.local.cloud.net.CloudException;
import dev.iota.local.runner.folder.RunFolder;
import dev.iota.local.runner.operator.Operator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/**
 * What the tables of a run say when it is over.
 *
 * @param tokensPerMicrobatch of the run
 * @param completed microbatches that came back to the head
 * @param steps that count, by stage
 * @param carriedOver epochs and stages whose training came to nothing, as the run's status has them; nothing before
 *     the status has them
 * @param givenBack data positions that were to start again and did not
 */
record RunLedger(
        long tokensPerMicrobatch,
        List<Entry> completed,
        List<List<Step>> steps,
        List<String> carriedOver,
        long givenBack) {
    /** A completed microbatch, its data position, and whether that starts again. */
    record Entry(long id, long position, boolean redone) {}

    /** A step of one miner, and the microbatches in it. */
    record Step(List<Long> microbatches) {
        Step {
            microbatches = List.copyOf(microbatches);
        }
    }

    RunLedger {
        completed = List.copyOf(completed);
        steps = List.copyOf(steps);
        carriedOver = List.copyOf(carriedOver);
    }

    /** Reads it, with a cloud that is started for that alone. */
    static RunLedger read(Path run) throws IOException {
        var spec = RunFolder.record(run).spec();
        var folder = run.resolve("cloud");
        try (var cloud = CloudProcess.start(
                        folder, spec.run(), run.resolve("logs").resolve("cloud.log"));
                var operator = new Operator(CloudFile.read(folder), spec, InstantSource.system())) {
            if (!cloud.process().isAlive()) {
                throw new IOException("the cloud of the run has ended at once");
            }
            return new RunLedger(
                    spec.training().tokensPerMicrobatch(),
                    operator.receipts().map(RunLedger::entry).toList(),
                    IntStream.range(0, spec.model().stages())
                            .mapToObj(stage -> steps(operator, stage))
                            .toList(),
                    carriedOver(operator),
                    operator.givenBack());
        } catch (CloudException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static Entry entry(Microbatch microbatch) {
        return new Entry(microbatch.id(), microbatch.origin().position(), microbatch.redone());
    }

    private static List<Step> steps(Operator operator, int stage) {
        return operator.stepsOf(stage).stream()
                .map(step -> new Step(step.microbatches()))
                .toList();
    }

    private static List<String> carriedOver(Operator operator) {
        var epochs = operator.status()
                .map(status -> Json.mapper().valueToTree(status).path("epochs"))
                .orElseGet(Json.mapper()::createArrayNode);
        return StreamSupport.stream(epochs.spliterator(), false)
                .flatMap(epoch -> StreamSupport.stream(epoch.path("carriedOver").spliterator(), false)
                        .map(stage -> "epoch %d, stage %d: %s"
                                .formatted(
                                        epoch.path("epoch").asInt(),
                                        stage.path("stage").asInt(),
                                        stage.path("reason").asText())))
                .toList();
    }
}
