package dev.iota.core.api;

import dev.iota.core.wire.Source;
import java.util.List;

/** Weights of a stage as they were uploaded: see {@link dev.iota.core.wire.Work.Upload}. */
public record PublishedWeights(int epoch, int steps, List<Source> parts) {
    public PublishedWeights {
        parts = List.copyOf(parts);
    }
}
