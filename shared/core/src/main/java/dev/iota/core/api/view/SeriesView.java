package dev.iota.core.api.view;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * {@code GET /v1/series}: the curves of a run.
 *
 * @param resolution how far samples lie apart
 * @param samples the oldest first
 * @param next what {@code since} has to be for what follows; none if that is all there is
 */
public record SeriesView(
        int format, Instant readAt, Resolution resolution, List<RunSample> samples, Optional<Instant> next)
        implements View {

    /** How far samples lie apart. */
    public enum Resolution {
        /** Every sweep; kept for a week. */
        FINE,
        /** Every hour; kept for good. */
        HOUR
    }

    public SeriesView {
        samples = List.copyOf(samples);
    }
}
