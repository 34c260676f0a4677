package dev.iota.core.epoch;

import dev.iota.core.base.Transition;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.inspect.Exclusion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where the merge of a stage stands.
 *
 * @param since when its phase began
 * @param quorumSince when enough had uploaded, if they have
 * @param uploads that are merged, in hotkey order; fixed when collecting ends
 * @param seed of the plan
 * @param blocks of one section
 * @param exclusion which uploads count; fixed when inspecting ends
 * @param plan of the current round, and until when what it names can be read
 * @param wrong miners that said something wrong in this epoch, with the reason
 * @param recomputedShare q, see {@link dev.iota.core.merge.shard.SpotChecks}
 * @param result the published checkpoint
 * @param figures once it is published
 * @param waiting who wants to hear of the end of a phase
 * @param look when a timer will look at it
 */
public record StageMerge(
        int epoch,
        int stage,
        Phase phase,
        Instant since,
        Optional<Instant> quorumSince,
        List<Counted> uploads,
        String seed,
        int blocks,
        Optional<Exclusion> exclusion,
        Optional<Plan> plan,
        List<Exclusion.Excluded> wrong,
        double recomputedShare,
        Optional<StoredObject> result,
        EpochFigures figures,
        Optional<Waiting<Phase>> waiting,
        Optional<Instant> look,
        long version)
        implements EpochPart {
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

    /** From phase to phase. */
    public static final List<Transition<Phase>> TRANSITIONS = List.of(
            new Transition<>(
                    Phase.COLLECTING,
                    Phase.INSPECTING,
                    "all uploaded, or a quorum did and the others had their time, or the grace window closed"),
            new Transition<>(Phase.COLLECTING, Phase.PUBLISHING, "nobody uploaded, so the state is carried over"),
            new Transition<>(Phase.INSPECTING, Phase.MERGING, "every shard is inspected"),
            new Transition<>(
                    Phase.INSPECTING, Phase.PUBLISHING, "no upload counts, or the only one is published as it is"),
            new Transition<>(Phase.MERGING, Phase.PUBLISHING, "every shard is stored"),
            new Transition<>(
                    Phase.PUBLISHING,
                    Phase.PUBLISHED,
                    "the checkpoint is written, and what is in no upload that counts is given back"));

    /**
     * An upload that is merged.
     *
     * @param microbatches B_m
     * @param steps of its log that contain an accepted microbatch
     */
    public record Counted(Hotkey hotkey, int microbatches, int steps) {}

    public StageMerge {
        uploads = List.copyOf(uploads);
        wrong = List.copyOf(wrong);
    }

    /** A stage that begins to collect. */
    public static StageMerge collecting(int epoch, int stage, int blocks, double recomputedShare, Instant now) {
        return new StageMerge(
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

    /** The same with a quorum of uploads. */
    public StageMerge withQuorum(Instant now) {
        return with(draft -> draft.quorumSince = Optional.of(now));
    }

    /** The uploads are fixed: they are inspected. */
    public StageMerge inspecting(List<Counted> counted, String drawn, Instant now) {
        return with(draft -> {
            draft.enter(Phase.INSPECTING, now);
            draft.uploads = counted;
            draft.seed = drawn;
        });
    }

    /** What counts is fixed: it is merged. */
    public StageMerge merging(Exclusion decided, Instant now) {
        return with(draft -> {
            draft.enter(Phase.MERGING, now);
            draft.exclusion = Optional.of(decided);
        });
    }

    /** Everything is there: it is to be published. */
    public StageMerge publishing(Exclusion decided, Instant now) {
        return with(draft -> {
            draft.enter(Phase.PUBLISHING, now);
            draft.exclusion = Optional.of(decided);
        });
    }

    /** A plan whose URLs end. */
    public record Plan(StoredObject object, Instant until) {}

    /** The same with a plan for its round, or a newer one. */
    public StageMerge planned(StoredObject object, Instant until) {
        return with(draft -> draft.plan = Optional.of(new Plan(object, until)));
    }

    /** The same with one more who was wrong. */
    public StageMerge withWrong(Hotkey hotkey, String reason, double share) {
        var all = new ArrayList<>(wrong);
        if (all.stream().noneMatch(w -> w.hotkey().equals(hotkey))) {
            all.add(new Exclusion.Excluded(hotkey, reason));
        }
        return with(draft -> {
            draft.wrong = all;
            draft.recomputedShare = share;
        });
    }

    /** The same, published. */
    public StageMerge published(StoredObject checkpoint, EpochFigures took, Instant now) {
        return with(draft -> {
            draft.enter(Phase.PUBLISHED, now);
            draft.result = Optional.of(checkpoint);
            draft.figures = took;
        });
    }

    /** The same with somebody else who waits, or nobody. */
    public StageMerge waitedFor(Optional<Waiting<Phase>> who) {
        return with(draft -> draft.waiting = who);
    }

    /** The same with another time to look. */
    public StageMerge lookedAt(Instant next) {
        return with(draft -> draft.look = Optional.of(next));
    }

    /** The same as one write: several changes were made at once. */
    public StageMerge at(long number) {
        return with(draft -> draft.version = number);
    }

    /** Whether somebody said something wrong in this epoch. */
    public boolean isWrong(Hotkey hotkey) {
        return wrong.stream().anyMatch(w -> w.hotkey().equals(hotkey));
    }

    private StageMerge with(Consumer<Draft> change) {
        var next = new Draft(this);
        change.accept(next);
        return new StageMerge(
                epoch,
                stage,
                next.phase,
                next.since,
                next.quorumSince,
                next.uploads,
                next.seed,
                blocks,
                next.exclusion,
                next.plan,
                next.wrong,
                next.recomputedShare,
                next.result,
                next.figures,
                next.waiting,
                next.look,
                next.version);
    }

    /** What may change. */
    private static final class Draft {
        private Phase phase;
        private Instant since;
        private Optional<Instant> quorumSince;
        private List<Counted> uploads;
        private String seed;
        private Optional<Exclusion> exclusion;
        private Optional<Plan> plan;
        private List<Exclusion.Excluded> wrong;
        private double recomputedShare;
        private Optional<StoredObject> result;
        private EpochFigures figures;
        private Optional<Waiting<Phase>> waiting;
        private Optional<Instant> look;
        private long version;

        private Draft(StageMerge item) {
            phase = item.phase;
            since = item.since;
            quorumSince = item.quorumSince;
            uploads = item.uploads;
            seed = item.seed;
            exclusion = item.exclusion;
            plan = item.plan;
            wrong = item.wrong;
            recomputedShare = item.recomputedShare;
            result = item.result;
            figures = item.figures;
            waiting = item.waiting;
            look = item.look;
            version = item.version + 1;
        }

        /** A plan is of one round alone. */
        private void enter(Phase next, Instant now) {
            phase = Transition.take(TRANSITIONS, phase, next);
            since = now;
            plan = Optional.empty();
        }
    }
}
