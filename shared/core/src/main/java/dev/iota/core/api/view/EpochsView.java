package dev.iota.core.api.view;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * {@code GET /v1/epochs}: a page of epochs, the newest first.
 *
 * @param next what {@code after} has to be for the next page; none after the last one
 */
public record EpochsView(int format, Instant readAt, List<EpochSummary> epochs, Optional<String> next) implements View {
    public EpochsView {
        epochs = List.copyOf(epochs);
    }
}
