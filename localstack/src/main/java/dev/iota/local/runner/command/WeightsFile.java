package dev.iota.local.runner.command;

import dev.iota.core.base.Json;
import dev.iota.core.score.ChainWeights;
import dev.iota.core.score.WeightSink;
import dev.iota.local.runner.folder.RunFolder;
import java.nio.file.Path;

/** Weights as a JSON file, for whatever sets them. */
final class WeightsFile implements WeightSink {
    private final Path file;

    WeightsFile(Path file) {
        this.file = file;
    }

    @Override
    public void set(ChainWeights weights) {
        RunFolder.replace(
                file.toAbsolutePath(), Json.mapper().valueToTree(weights).toPrettyString() + System.lineSeparator());
    }
}
