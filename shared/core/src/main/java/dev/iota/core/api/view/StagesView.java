package dev.iota.core.api.view;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * {@code GET /v1/stages}: every stage, as the sweep found it last.
 *
 * @param bottleneck the stage that the others wait for; none where nothing says so
 */
public record StagesView(int format, Instant readAt, Optional<Integer> bottleneck, List<StageSummary> stages)
        implements View {
    public StagesView {
        stages = List.copyOf(stages);
    }

    public static StagesView of(Instant readAt, List<StageSummary> stages) {
        return new StagesView(FORMAT, readAt, bottleneck(stages), stages);
    }

    /** Where most microbatches wait for a miner; of stages with equally many, the one that is busiest. */
    private static Optional<Integer> bottleneck(List<StageSummary> stages) {
        return stages.stream()
                .filter(stage -> stage.work().microbatchesWaiting() > 0)
                .max(Comparator.<StageSummary>comparingInt(stage -> stage.work().microbatchesWaiting())
                        .thenComparingDouble(
                                stage -> stage.work().utilisationPercent().orElse(0.0)))
                .map(StageSummary::stage);
    }
}
