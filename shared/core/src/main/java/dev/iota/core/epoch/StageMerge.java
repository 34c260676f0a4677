package dev.iota.core.epoch;

import dev.iota.core.base.Transition;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.inspect.Exclusion;
import dev.iota.core.merge.plan.ButterflyPlan;
import dev.iota.core.merge.plan.PlanSeed;
import dev.iota.core.merge.upload.Payload;
import dev.iota.core.run.RunSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the merge of a stage stands. {@link StageTick} says what follows.
 *
 * @param progress its phase
 * @param merged what is merged, and by which plan
 * @param trust who was wrong, and how closely the others are looked at
 * @param outcome what came of it; none before it is published
 * @param attention who wants to hear of it
 * @param version counts its writes; every write is conditional on the version it read
 */
public record StageMerge(
        int epoch,
        int stage,
        Progress progress,
        Merged merged,
        Trust trust,
        Optional<Outcome> outcome,
        Attention<Phase> attention,
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
     * @param since when the phase began
     * @param quorumSince when enough had uploaded, if they have
     */
    public record Progress(Phase phase, Instant since, Optional<Instant> quorumSince) {}

    /**
     * What is merged.
     *
     * @param uploads in hotkey order; fixed when collecting ends
     * @param seed of the plan
     * @param blocks of one section
     * @param exclusion which uploads count; fixed when inspecting ends
     * @param plan of the current round, and until when what it names can be read
     * @param carriedOver why nothing is merged, if nothing is
     */
    public record Merged(
            List<Counted> uploads,
            String seed,
            int blocks,
            Optional<Exclusion> exclusion,
            Optional<Plan> plan,
            Optional<String> carriedOver) {
        public Merged {
            uploads = List.copyOf(uploads);
        }
    }

    /**
     * An upload that is merged.
     *
     * @param microbatches B_m
     * @param steps of its log that contain an accepted microbatch
     */
    public record Counted(Hotkey hotkey, int microbatches, int steps) {}

    /** A plan whose URLs end. */
    public record Plan(StoredObject object, Instant until) {}

    /**
     * @param wrong miners that said something wrong in this epoch, with the reason
     * @param recomputedShare q, see {@link dev.iota.core.merge.shard.SpotChecks}
     */
    public record Trust(List<Exclusion.Excluded> wrong, double recomputedShare) {
        public Trust {
            wrong = List.copyOf(wrong);
        }
    }

    /**
     * @param checkpoint that was published
     * @param receipts which accepted work is contained in it: the {@link dev.iota.core.score.StageReceipts}
     * @param figures what the merge took
     */
    public record Outcome(StoredObject checkpoint, StoredObject receipts, EpochFigures figures) {}

    /** A stage that begins to collect. */
    public static StageMerge collecting(int epoch, int stage, int blocks, double recomputedShare, Instant now) {
        return new StageMerge(
                epoch,
                stage,
                new Progress(Phase.COLLECTING, now, Optional.empty()),
                new Merged(List.of(), "", blocks, Optional.empty(), Optional.empty(), Optional.empty()),
                new Trust(List.of(), recomputedShare),
                Optional.empty(),
                Attention.none(),
                0);
    }

    public Phase phase() {
        return progress.phase();
    }

    /** When its phase began. */
    public Instant since() {
        return progress.since();
    }

    /** The uploads that are merged, in hotkey order. */
    public List<Counted> uploads() {
        return merged.uploads();
    }

    /** Miners whose uploads are merged, in their order. */
    public List<Hotkey> miners() {
        return uploads().stream().map(Counted::hotkey).toList();
    }

    /** Miners that said something wrong in this epoch, with the reason. */
    public List<Exclusion.Excluded> wrong() {
        return trust.wrong();
    }

    /** Which uploads count. */
    public Optional<Exclusion> exclusion() {
        return merged.exclusion();
    }

    /** Where the plan of its round is. */
    public Optional<Plan> plan() {
        return merged.plan();
    }

    /** Who owns what: the same for whoever computes it. */
    public ButterflyPlan butterfly() {
        return merged.uploads().size() == 1
                ? ButterflyPlan.single(miners().getFirst(), merged.blocks())
                : ButterflyPlan.of(miners(), merged.blocks(), new PlanSeed(merged.seed()));
    }

    /** Whether its only upload is what is published: weights, and a step that leaves them as they are. */
    public boolean isPublishedAsItIs(RunSpec spec, StageCheckpoint published) {
        var merge = spec.epochs().merge();
        return uploads().size() == 1
                && published.next(spec.epochs(), spec.training()).publishesSingleWeights()
                && merge.mode().payload(merge.codec()) == Payload.WEIGHTS;
    }

    /** Whether somebody said something wrong in this epoch. */
    public boolean isWrong(Hotkey hotkey) {
        return wrong().stream().anyMatch(w -> w.hotkey().equals(hotkey));
    }

    /** The same with a quorum of uploads. */
    StageMerge withQuorum(Instant now) {
        return with(new Progress(phase(), since(), Optional.of(now)), merged);
    }

    /** The uploads are fixed: they are inspected. */
    StageMerge inspecting(List<Counted> counted, String seed, Instant now) {
        return with(
                to(Phase.INSPECTING, now),
                new Merged(counted, seed, merged.blocks(), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    /** What counts is fixed: it is merged. */
    StageMerge merging(Exclusion decided, Instant now) {
        return with(to(Phase.MERGING, now), counting(decided, Optional.empty()));
    }

    /** Nothing is merged: the state before is published again. */
    StageMerge carryingOver(Exclusion decided, String reason, Instant now) {
        return with(to(Phase.PUBLISHING, now), counting(decided, Optional.of(reason)));
    }

    /** Why nothing is merged, if that is decided. */
    public Optional<CarriedOver> carriedOver() {
        return merged.carriedOver().map(reason -> new CarriedOver(stage, reason));
    }

    /** Everything is there: it is to be published. */
    StageMerge publishing(Exclusion decided, Instant now) {
        return with(to(Phase.PUBLISHING, now), counting(decided, Optional.empty()));
    }

    /** The same with a plan for its round, or a newer one. */
    public StageMerge planned(StoredObject object, Instant until) {
        return with(
                progress,
                new Merged(
                        merged.uploads(),
                        merged.seed(),
                        merged.blocks(),
                        merged.exclusion(),
                        Optional.of(new Plan(object, until)),
                        merged.carriedOver()));
    }

    /**
     * The same with more who were wrong.
     *
     * @param share of agreed blocks that are recomputed from now on
     */
    public StageMerge withWrong(List<Hotkey> hotkeys, String reason, double share) {
        var all = new ArrayList<>(wrong());
        hotkeys.stream()
                .filter(hotkey -> !isWrong(hotkey))
                .forEach(hotkey -> all.add(new Exclusion.Excluded(hotkey, reason)));
        return new StageMerge(epoch, stage, progress, merged, new Trust(all, share), outcome, attention, version + 1);
    }

    /** The same, published. */
    public StageMerge published(StoredObject checkpoint, StoredObject receipts, EpochFigures took, Instant now) {
        var result = Optional.of(new Outcome(checkpoint, receipts, took));
        return new StageMerge(
                epoch, stage, to(Phase.PUBLISHED, now), withoutPlan(), trust, result, attention, version + 1);
    }

    /** The same with somebody else who waits, or nobody. */
    public StageMerge waitedFor(Optional<Waiting<Phase>> who) {
        return attended(attention.waitedFor(who));
    }

    /** The same with another attention; the same object if it has it. */
    StageMerge attended(Attention<Phase> next) {
        return next.equals(attention)
                ? this
                : new StageMerge(epoch, stage, progress, merged, trust, outcome, next, version + 1);
    }

    private StageMerge with(Progress next, Merged inputs) {
        return new StageMerge(epoch, stage, next, inputs, trust, outcome, attention, version + 1);
    }

    private Progress to(Phase next, Instant now) {
        return new Progress(Transition.take(TRANSITIONS, phase(), next), now, progress.quorumSince());
    }

    /** A plan is of one round alone. */
    private Merged withoutPlan() {
        return new Merged(
                merged.uploads(),
                merged.seed(),
                merged.blocks(),
                merged.exclusion(),
                Optional.empty(),
                merged.carriedOver());
    }

    private Merged counting(Exclusion decided, Optional<String> carriedOver) {
        return new Merged(
                merged.uploads(), merged.seed(), merged.blocks(), Optional.of(decided), Optional.empty(), carriedOver);
    }
}
