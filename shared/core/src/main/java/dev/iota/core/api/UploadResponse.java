package dev.iota.core.api;

import dev.iota.core.wire.Sink;
import java.time.Instant;
import java.util.List;

/**
 * The answer to an {@link UploadRequest}: every PUT is signed for the announced length and hash.
 *
 * @param lease that {@link dev.iota.core.wire.Event.UploadStored} must name
 * @param until when it has to be there
 * @param stored indices of the parts that are there already: only the others need to be sent
 */
public record UploadResponse(String lease, Instant until, List<Sink> parts, Sink manifest, List<Integer> stored) {
    public UploadResponse {
        parts = List.copyOf(parts);
        stored = List.copyOf(stored);
    }
}
