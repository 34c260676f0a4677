package dev.iota.core.epoch;

import dev.iota.core.epoch.StageCheckpoint.StateObject;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.inspect.Finding;
import dev.iota.core.merge.inspect.Inspection;
import dev.iota.core.merge.shard.ShardLedger.Round;
import dev.iota.core.merge.shard.ShardWork;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One shard of a stage in one round, with what belongs to its results. {@link ShardTick} says what follows.
 *
 * @param place whose shard it is; its index is the work's
 * @param work where it stands
 * @param findings what was said in an inspection; a result of {@code work} is the hash of one of these lists
 * @param requests what was asked of others
 * @param objects in which the merge function stored it; none where miners did
 * @param check the spot check of what two miners agree on
 * @param version counts its writes; every write is conditional on the version it read
 */
public record ShardState(
        Place place,
        ShardWork work,
        List<List<Finding>> findings,
        Requests requests,
        List<StateObject> objects,
        SpotCheck check,
        long version)
        implements EpochPart {
    public ShardState {
        findings = List.copyOf(findings);
        objects = List.copyOf(objects);
    }

    /** The round that a shard is of. */
    public record Place(int epoch, int stage, Round round) {}

    /**
     * @param asked who was last asked to store the blocks
     * @param delegated until when the merge function is at it
     */
    public record Requests(Optional<Hotkey> asked, Optional<Instant> delegated) {
        static final Requests NONE = new Requests(Optional.empty(), Optional.empty());
    }

    /**
     * @param drawn blocks that are recomputed, drawn with {@code share}
     * @param share q of that draw; negative before there was one
     * @param checked whether that was done
     * @param recomputed blocks that the merge function computed so far
     */
    public record SpotCheck(List<Integer> drawn, double share, boolean checked, int recomputed) {
        private static final double NO_DRAW = -1;

        public SpotCheck {
            drawn = List.copyOf(drawn);
        }

        static SpotCheck none(int recomputed) {
            return new SpotCheck(List.of(), NO_DRAW, false, recomputed);
        }
    }

    /** A shard that nobody has begun. */
    public static ShardState fresh(int epoch, int stage, Round round, ShardWork work) {
        return new ShardState(
                new Place(epoch, stage, round), work, List.of(), Requests.NONE, List.of(), SpotCheck.none(0), 0);
    }

    public int epoch() {
        return place.epoch();
    }

    public int stage() {
        return place.stage();
    }

    public Round round() {
        return place.round();
    }

    /** Its number in the plan. */
    public int index() {
        return work.shard().index();
    }

    /** The same after a transition; a shard that has to begin again has nothing drawn and nobody asked. */
    public ShardState with(ShardWork next) {
        return next.results().size() < work.results().size()
                ? new ShardState(
                        place, next, findings, Requests.NONE, objects, SpotCheck.none(check.recomputed()), version + 1)
                : new ShardState(place, next, findings, requests, objects, check, version + 1);
    }

    /** The same after an inspection's result. */
    public ShardState with(ShardWork next, List<Finding> said) {
        var after = with(next);
        return new ShardState(
                place, next, also(said), after.requests, objects, after.check, version + 1);
    }

    /** The same with somebody who was asked to store. */
    public ShardState askedTo(Hotkey hotkey) {
        return with(new Requests(Optional.of(hotkey), requests.delegated()), check);
    }

    /** The same with the merge function at it. */
    public ShardState delegatedUntil(Instant until) {
        return with(new Requests(requests.asked(), Optional.of(until)), check);
    }

    /** The same with blocks to recompute. */
    public ShardState withDraw(List<Integer> blocks, double q) {
        return with(requests, new SpotCheck(blocks, q, blocks.isEmpty(), check.recomputed()));
    }

    /** The same with its spot check done. */
    public ShardState withChecked() {
        return with(
                new Requests(requests.asked(), Optional.empty()),
                new SpotCheck(
                        check.drawn(), check.share(), true, check.recomputed() + check.drawn().size()));
    }

    /** The same, inspected by the merge function. */
    public ShardState inspectedByMergeFunction(ShardWork next, List<Finding> said) {
        return doneByMergeFunction(next, also(said), List.of());
    }

    /** The same, merged by the merge function. */
    public ShardState mergedByMergeFunction(ShardWork next, List<StateObject> stored) {
        return doneByMergeFunction(next, findings, stored);
    }

    private ShardState doneByMergeFunction(ShardWork next, List<List<Finding>> said, List<StateObject> stored) {
        var done = new SpotCheck(List.of(), SpotCheck.NO_DRAW, true, check.recomputed());
        return new ShardState(
                place, next, said, new Requests(requests.asked(), Optional.empty()), stored, done, version + 1);
    }

    /** Whether the merge function is at it. */
    boolean isDelegated(Instant now) {
        return requests.delegated().filter(until -> !now.isAfter(until)).isPresent();
    }

    /** Whether nothing is left of its spot check. */
    boolean isChecked(StageMerge stage) {
        return round() == Round.INSPECTION
                || work.isByMergeFunction()
                || (check.checked() && check.share() >= stage.trust().recomputedShare());
    }

    /** The findings that its result is the hash of. */
    List<Finding> agreedFindings() {
        var hash = work.results().getFirst().hashes().getFirst();
        return findings.stream()
                .filter(said -> Inspection.hash(said).equals(hash))
                .findFirst()
                .orElseThrow();
    }

    private List<List<Finding>> also(List<Finding> said) {
        var all = new ArrayList<>(findings);
        all.add(said);
        return all;
    }

    private ShardState with(Requests next, SpotCheck spot) {
        return new ShardState(place, work, findings, next, objects, spot, version + 1);
    }
}
