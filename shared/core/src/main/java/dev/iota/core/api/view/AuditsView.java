package dev.iota.core.api.view;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * {@code GET /v1/audits}: a page of what validators found, the newest first, of the last thirty days. An audit about
 * which validators disagreed is there once for each state that it came to be in.
 *
 * @param next what {@code after} has to be for the next page; none after the last one
 */
public record AuditsView(int format, Instant readAt, List<AuditLine> audits, Optional<String> next) implements View {
    public AuditsView {
        audits = List.copyOf(audits);
    }
}
