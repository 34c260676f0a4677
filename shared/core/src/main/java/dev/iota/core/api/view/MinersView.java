package dev.iota.core.api.view;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * {@code GET /v1/miners}: a page of miners. With a stage, its active ones in hotkey order; without, every miner that
 * ever registered, in an order that stays and means nothing. Miners that join meanwhile may be missed; none is there
 * twice.
 *
 * @param next what {@code after} has to be for the next page; none after the last one
 */
public record MinersView(int format, Instant readAt, List<MinerSummary> miners, Optional<String> next) implements View {
    public MinersView {
        miners = List.copyOf(miners);
    }
}
