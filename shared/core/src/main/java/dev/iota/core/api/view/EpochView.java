package dev.iota.core.api.view;

import java.time.Instant;
import java.util.List;

/**
 * {@code GET /v1/epochs/{epoch}}: an epoch and the merges of its stages.
 *
 * @param quorum what ends its phases
 * @param stages those whose merge has begun
 */
public record EpochView(int format, Instant readAt, EpochSummary epoch, Quorum quorum, List<StageMergeSummary> stages)
        implements View {

    /**
     * What ends phases.
     *
     * @param trainingPercent of the miners of a stage that have to have done enough
     * @param minimumBackwards that are enough
     * @param collectingPercent of the miners that worked whose uploads are enough
     */
    public record Quorum(int trainingPercent, int minimumBackwards, int collectingPercent) {}

    public EpochView {
        stages = List.copyOf(stages);
    }
}
