package dev.iota.cloud;

import dev.iota.core.epoch.StageCheckpoint.StateObject;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.Finding;
import dev.iota.core.merge.ShardLedger.Round;
import dev.iota.core.merge.ShardWork;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One shard of a stage in one round, with what belongs to its results.
 *
 * @param work where it stands
 * @param findings what was said in an inspection; a result of {@code work} is the hash of one of these lists
 * @param asked who was last asked to store the blocks
 * @param delegated until when the merge function is at it
 * @param objects in which the merge function stored it; none where miners did
 * @param drawn blocks that are recomputed for a spot check, drawn with {@code share}
 * @param share q of that draw; negative before there was one
 * @param checked whether that was done
 * @param recomputed blocks that the merge function computed for spot checks
 * @param version counts its writes
 */
public record ShardItem(
        int epoch,
        int stage,
        Round round,
        ShardWork work,
        List<List<Finding>> findings,
        Optional<Hotkey> asked,
        Optional<Instant> delegated,
        List<StateObject> objects,
        List<Integer> drawn,
        double share,
        boolean checked,
        int recomputed,
        long version) {
    private static final double NO_DRAW = -1;

    public ShardItem {
        findings = List.copyOf(findings);
        objects = List.copyOf(objects);
        drawn = List.copyOf(drawn);
    }

    /** A shard that nobody has begun. */
    public static ShardItem fresh(int epoch, int stage, Round round, ShardWork work) {
        return new ShardItem(
                epoch,
                stage,
                round,
                work,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                NO_DRAW,
                false,
                0,
                0);
    }

    /** The same after a transition; who has to begin again has nothing drawn and nobody asked. */
    public ShardItem with(ShardWork next) {
        var again = next.results().size() < work.results().size();
        return new ShardItem(
                epoch,
                stage,
                round,
                next,
                findings,
                again ? Optional.empty() : asked,
                again ? Optional.empty() : delegated,
                objects,
                again ? List.of() : drawn,
                again ? NO_DRAW : share,
                !again && checked,
                recomputed,
                version + 1);
    }

    /** The same with findings. */
    public ShardItem withFindings(List<Finding> said) {
        var all = new ArrayList<>(findings);
        all.add(said);
        return new ShardItem(
                epoch,
                stage,
                round,
                work,
                all,
                asked,
                delegated,
                objects,
                drawn,
                share,
                checked,
                recomputed,
                version + 1);
    }

    /** The same with somebody who was asked to store. */
    public ShardItem askedTo(Hotkey hotkey) {
        return new ShardItem(
                epoch,
                stage,
                round,
                work,
                findings,
                Optional.of(hotkey),
                delegated,
                objects,
                drawn,
                share,
                checked,
                recomputed,
                version + 1);
    }

    /** The same with the merge function at it. */
    public ShardItem delegatedUntil(Instant until) {
        return new ShardItem(
                epoch,
                stage,
                round,
                work,
                findings,
                asked,
                Optional.of(until),
                objects,
                drawn,
                share,
                checked,
                recomputed,
                version + 1);
    }

    /** The same, done by the merge function. */
    public ShardItem doneIn(ShardWork next, List<StateObject> stored) {
        return new ShardItem(
                epoch,
                stage,
                round,
                next,
                findings,
                asked,
                Optional.empty(),
                stored,
                List.of(),
                NO_DRAW,
                true,
                recomputed,
                version + 1);
    }

    /** The same with blocks to recompute. */
    public ShardItem withDraw(List<Integer> blocks, double q) {
        return new ShardItem(
                epoch,
                stage,
                round,
                work,
                findings,
                asked,
                delegated,
                objects,
                blocks,
                q,
                blocks.isEmpty(),
                recomputed,
                version + 1);
    }

    /** The same with its spot check done. */
    public ShardItem withChecked() {
        return new ShardItem(
                epoch,
                stage,
                round,
                work,
                findings,
                asked,
                Optional.empty(),
                objects,
                drawn,
                share,
                true,
                recomputed + drawn.size(),
                version + 1);
    }

    /** The same as one write: several changes were made at once. */
    public ShardItem at(long number) {
        return new ShardItem(
                epoch,
                stage,
                round,
                work,
                findings,
                asked,
                delegated,
                objects,
                drawn,
                share,
                checked,
                recomputed,
                number);
    }

    /** Whether the merge function is at it. */
    public boolean isDelegated(Instant now) {
        return delegated.filter(until -> !now.isAfter(until)).isPresent();
    }
}
