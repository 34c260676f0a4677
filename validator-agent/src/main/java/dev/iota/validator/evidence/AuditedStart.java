package dev.iota.validator.evidence;

import dev.iota.agent.home.FlatTensors;
import dev.iota.core.run.RunSpec;
import dev.iota.model.engine.StageEngine;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What an epoch begins with: published weights, and moments where the run averages and publishes them. */
public record AuditedStart(RunSpec spec) {
    /**
     * Puts it into an engine.
     *
     * @param file its sections, float32, one after the other
     * @param steps that its moments come from
     * @throws IOException if the file has another length; the engine is to be closed
     */
    public void read(StageEngine engine, Path file, long steps) throws IOException {
        var state = engine.state();
        var hasMoments = spec.epochs().sectionsToBegin() > 1;
        var tensors = hasMoments
                ? Stream.concat(state.weights().stream(), state.moments().stream())
                        .toList()
                : state.weights();
        try (var channel = FileChannel.open(file)) {
            var flat = new FlatTensors(channel, tensors).requireComplete();
            state.readWeights(flat);
            if (hasMoments) {
                state.readMoments(flat, steps);
            }
        }
    }
}
