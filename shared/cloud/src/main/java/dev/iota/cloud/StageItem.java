package dev.iota.cloud;

import dev.iota.core.epoch.EpochFigures;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.Exclusion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the merge of a stage stands.
 *
 * @param since when its phase began
 * @param quorumSince when enough had uploaded, if they have
 * @param uploads that are merged, in hotkey order; fixed when collecting ends
 * @param seed of the plan
 * @param blocks of one section
 * @param exclusion which uploads count; fixed when inspecting ends
 * @param plan of the current round
 * @param wrong miners that said something wrong in this epoch, with the reason
 * @param recomputedShare q, see {@link dev.iota.core.merge.SpotChecks}
 * @param result the published checkpoint
 * @param figures once it is published
 * @param waiting who wants to hear of the end of a phase
 * @param look when a timer will look at it
 * @param version counts its writes
 */
public record StageItem(
        int epoch,
        int stage,
        Phase phase,
        Instant since,
        Optional<Instant> quorumSince,
        List<Counted> uploads,
        String seed,
        int blocks,
        Optional<Exclusion> exclusion,
        Optional<StoredObject> plan,
        List<Exclusion.Excluded> wrong,
        double recomputedShare,
        Optional<StoredObject> result,
        EpochFigures figures,
        Optional<Waiting<Phase>> waiting,
        Optional<Instant> look,
        long version) {
    /** What the stage is doing. */
    public enum Phase {
        /** Miners upload. */
        COLLECTING,
        /** Shards of the uploads are looked at. */
        INSPECTING,
        /** Shards are merged. */
        MERGING,
        /** All that the checkpoint consists of is there. */
        PUBLISHING,
        /** The checkpoint is there. */
        PUBLISHED
    }

    /**
     * An upload that is merged.
     *
     * @param microbatches B_m
     * @param steps of its log that contain an accepted microbatch
     */
    public record Counted(Hotkey hotkey, int microbatches, int steps) {}

    public StageItem {
        uploads = List.copyOf(uploads);
        wrong = List.copyOf(wrong);
    }

    /** A stage that begins to collect. */
    public static StageItem collecting(int epoch, int stage, int blocks, double recomputedShare, Instant now) {
        return new StageItem(
                epoch,
                stage,
                Phase.COLLECTING,
                now,
                Optional.empty(),
                List.of(),
                "",
                blocks,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                recomputedShare,
                Optional.empty(),
                EpochFigures.NONE,
                Optional.empty(),
                Optional.empty(),
                0);
    }

    private StageItem with(Phase next, Instant now, List<Counted> counted, String drawn, Optional<Exclusion> decided) {
        return new StageItem(
                epoch,
                stage,
                next,
                now,
                quorumSince,
                counted,
                drawn,
                blocks,
                decided,
                next == phase ? plan : Optional.empty(),
                wrong,
                recomputedShare,
                result,
                figures,
                waiting,
                look,
                version + 1);
    }

    /** The same with a quorum of uploads. */
    public StageItem withQuorum(Instant now) {
        return new StageItem(
                epoch,
                stage,
                phase,
                since,
                Optional.of(now),
                uploads,
                seed,
                blocks,
                exclusion,
                plan,
                wrong,
                recomputedShare,
                result,
                figures,
                waiting,
                look,
                version + 1);
    }

    /** The uploads are fixed: they are inspected. */
    public StageItem inspecting(List<Counted> counted, String drawn, Instant now) {
        return with(Phase.INSPECTING, now, counted, drawn, Optional.empty());
    }

    /** What counts is fixed: it is merged. */
    public StageItem merging(Exclusion decided, Instant now) {
        return with(Phase.MERGING, now, uploads, seed, Optional.of(decided));
    }

    /** Everything is there: it is to be published. */
    public StageItem publishing(Exclusion decided, Instant now) {
        return with(Phase.PUBLISHING, now, uploads, seed, Optional.of(decided));
    }

    /** The same with a plan for its round. */
    public StageItem planned(StoredObject object) {
        return new StageItem(
                epoch,
                stage,
                phase,
                since,
                quorumSince,
                uploads,
                seed,
                blocks,
                exclusion,
                Optional.of(object),
                wrong,
                recomputedShare,
                result,
                figures,
                waiting,
                look,
                version + 1);
    }

    /** The same with one more who was wrong. */
    public StageItem withWrong(Hotkey hotkey, String reason, double share) {
        var all = new ArrayList<>(wrong);
        if (all.stream().noneMatch(w -> w.hotkey().equals(hotkey))) {
            all.add(new Exclusion.Excluded(hotkey, reason));
        }
        return new StageItem(
                epoch,
                stage,
                phase,
                since,
                quorumSince,
                uploads,
                seed,
                blocks,
                exclusion,
                plan,
                all,
                share,
                result,
                figures,
                waiting,
                look,
                version + 1);
    }

    /** The same, published. */
    public StageItem published(StoredObject checkpoint, EpochFigures took, Instant now) {
        return new StageItem(
                epoch,
                stage,
                Phase.PUBLISHED,
                now,
                quorumSince,
                uploads,
                seed,
                blocks,
                exclusion,
                plan,
                wrong,
                recomputedShare,
                Optional.of(checkpoint),
                took,
                waiting,
                look,
                version + 1);
    }

    /** The same with somebody else who waits, or nobody. */
    public StageItem waitedFor(Optional<Waiting<Phase>> who) {
        return new StageItem(
                epoch,
                stage,
                phase,
                since,
                quorumSince,
                uploads,
                seed,
                blocks,
                exclusion,
                plan,
                wrong,
                recomputedShare,
                result,
                figures,
                who,
                look,
                version + 1);
    }

    /** The same with another time to look. */
    public StageItem lookedAt(Instant next) {
        return new StageItem(
                epoch,
                stage,
                phase,
                since,
                quorumSince,
                uploads,
                seed,
                blocks,
                exclusion,
                plan,
                wrong,
                recomputedShare,
                result,
                figures,
                waiting,
                Optional.of(next),
                version + 1);
    }

    /** The same as one write: several changes were made at once. */
    public StageItem at(long number) {
        return new StageItem(
                epoch,
                stage,
                phase,
                since,
                quorumSince,
                uploads,
                seed,
                blocks,
                exclusion,
                plan,
                wrong,
                recomputedShare,
                result,
                figures,
                waiting,
                look,
                number);
    }

    /** Whether somebody said something wrong in this epoch. */
    public boolean isWrong(Hotkey hotkey) {
        return wrong.stream().anyMatch(w -> w.hotkey().equals(hotkey));
    }
}
