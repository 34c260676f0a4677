package dev.iota.core.epoch;

import dev.iota.core.epoch.StageCheckpoint.StateObject;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.inspect.Finding;
import dev.iota.core.merge.shard.ShardLedger.Round;
import dev.iota.core.merge.shard.ShardWork;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

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
 */
public record ShardState(
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
        long version)
        implements EpochPart {
    private static final double NO_DRAW = -1;

    public ShardState {
        findings = List.copyOf(findings);
        objects = List.copyOf(objects);
        drawn = List.copyOf(drawn);
    }

    /** A shard that nobody has begun. */
    public static ShardState fresh(int epoch, int stage, Round round, ShardWork work) {
        return new ShardState(
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
    public ShardState with(ShardWork next) {
        var again = next.results().size() < work.results().size();
        return with(draft -> {
            draft.work = next;
            if (again) {
                draft.asked = Optional.empty();
                draft.delegated = Optional.empty();
                draft.draw(List.of(), NO_DRAW, false);
            }
        });
    }

    /** The same with findings. */
    public ShardState withFindings(List<Finding> said) {
        var all = new ArrayList<>(findings);
        all.add(said);
        return with(draft -> draft.findings = all);
    }

    /** The same with somebody who was asked to store. */
    public ShardState askedTo(Hotkey hotkey) {
        return with(draft -> draft.asked = Optional.of(hotkey));
    }

    /** The same with the merge function at it. */
    public ShardState delegatedUntil(Instant until) {
        return with(draft -> draft.delegated = Optional.of(until));
    }

    /** The same, done by the merge function. */
    public ShardState doneIn(ShardWork next, List<StateObject> stored) {
        return with(draft -> {
            draft.work = next;
            draft.delegated = Optional.empty();
            draft.objects = stored;
            draft.draw(List.of(), NO_DRAW, true);
        });
    }

    /** The same with blocks to recompute. */
    public ShardState withDraw(List<Integer> blocks, double q) {
        return with(draft -> draft.draw(blocks, q, blocks.isEmpty()));
    }

    /** The same with its spot check done. */
    public ShardState withChecked() {
        return with(draft -> {
            draft.delegated = Optional.empty();
            draft.checked = true;
            draft.recomputed = recomputed + drawn.size();
        });
    }

    /** The same as one write: several changes were made at once. */
    public ShardState at(long number) {
        return with(draft -> draft.version = number);
    }

    /** Whether the merge function is at it. */
    public boolean isDelegated(Instant now) {
        return delegated.filter(until -> !now.isAfter(until)).isPresent();
    }

    private ShardState with(Consumer<Draft> change) {
        var next = new Draft(this);
        change.accept(next);
        return new ShardState(
                epoch,
                stage,
                round,
                next.work,
                next.findings,
                next.asked,
                next.delegated,
                next.objects,
                next.drawn,
                next.share,
                next.checked,
                next.recomputed,
                next.version);
    }

    /** What may change. */
    private static final class Draft {
        private ShardWork work;
        private List<List<Finding>> findings;
        private Optional<Hotkey> asked;
        private Optional<Instant> delegated;
        private List<StateObject> objects;
        private List<Integer> drawn;
        private double share;
        private boolean checked;
        private int recomputed;
        private long version;

        private Draft(ShardState item) {
            work = item.work;
            findings = item.findings;
            asked = item.asked;
            delegated = item.delegated;
            objects = item.objects;
            drawn = item.drawn;
            share = item.share;
            checked = item.checked;
            recomputed = item.recomputed;
            version = item.version + 1;
        }

        private void draw(List<Integer> blocks, double q, boolean done) {
            drawn = blocks;
            share = q;
            checked = done;
        }
    }
}
