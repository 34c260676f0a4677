package dev.iota.core.api.view;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * {@code GET /v1/events}: a page of what happened, the newest first, of the last thirty days.
 *
 * @param next what {@code after} has to be for the next page; none after the last one
 */
public record EventsView(int format, Instant readAt, List<RunEvent> events, Optional<String> next) implements View {
    public EventsView {
        events = List.copyOf(events);
    }
}
