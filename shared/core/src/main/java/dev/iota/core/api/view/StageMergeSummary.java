package dev.iota.core.api.view;

import dev.iota.core.epoch.StageMerge;
import dev.iota.core.merge.inspect.Exclusion;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How far the merge of a stage is.
 *
 * @param quorumAt when enough had uploaded; none before
 * @param collectingEndsAt when no upload is waited for any more, at the latest; none once that is over
 * @param uploadsMerged fixed when collecting ends
 * @param excluded uploads that were left out, with the reason
 * @param wrong miners that said something wrong, with the reason
 * @param carriedOver why nothing is merged; none if something is
 */
public record StageMergeSummary(
        int stage,
        StageMerge.Phase phase,
        Instant phaseSince,
        Optional<Instant> quorumAt,
        Optional<Instant> collectingEndsAt,
        int uploadsMerged,
        List<Exclusion.Excluded> excluded,
        List<Exclusion.Excluded> wrong,
        Optional<String> carriedOver) {
    public StageMergeSummary {
        excluded = List.copyOf(excluded);
        wrong = List.copyOf(wrong);
    }
}
