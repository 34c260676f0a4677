package dev.iota.core.epoch;

import dev.iota.core.base.Decision;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.inspect.Finding;
import dev.iota.core.merge.inspect.Findings;
import dev.iota.core.merge.inspect.Inspection;
import dev.iota.core.merge.shard.ShardLedger.Round;
import dev.iota.core.merge.shard.ShardTransitions;
import dev.iota.core.merge.shard.ShardWork;
import dev.iota.core.merge.shard.ShardWork.State;
import dev.iota.core.wire.Event;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What becomes of a shard when a miner says something about it. */
public final class ShardAnswers {
    private final ShardTransitions transitions;

    /** @param releases see {@link dev.iota.core.merge.MergeOptions#releases} */
    public ShardAnswers(int releases) {
        this.transitions = new ShardTransitions(releases);
    }

    /** What was found of an answer. */
    public sealed interface Facts {
        /** What a miner says of the uploads of the plan. */
        record Inspected(List<Finding> findings) implements Facts {
            public Inspected {
                findings = List.copyOf(findings);
            }
        }

        /** The hashes that a miner stored as its result; none if the object is not what its event says. */
        record Merged(Optional<List<String>> hashes) implements Facts {}

        /** Whether the blocks of its result are in the object store. */
        record Stored(boolean there) implements Facts {}

        /** It cannot do the shard. */
        record Failed() implements Facts {}
    }

    /** The round that the event is about, if the stage is in it. */
    public static Optional<Round> round(StageMerge stage, Event.OfShard event) {
        var current =
                switch (stage.phase()) {
                    case INSPECTING -> Optional.of(Round.INSPECTION);
                    case MERGING -> Optional.of(Round.MERGE);
                    case COLLECTING, PUBLISHING, PUBLISHED -> Optional.<Round>empty();
                };
        return switch (event) {
            case Event.ShardInspected inspected -> current.filter(round -> round == Round.INSPECTION);
            case Event.ShardMerged merged -> current.filter(round -> round == Round.MERGE);
            case Event.ShardStored stored -> current.filter(round -> round == Round.MERGE);
            case Event.ShardFailed failed -> current;
        };
    }

    /**
     * The findings in an event, about the uploads of the plan.
     *
     * @throws dev.iota.core.base.MalformedException if they are not about these
     */
    public static List<Finding> findings(StageMerge stage, Event.ShardInspected event) {
        return Findings.read(event.findings(), stage.miners());
    }

    /** @param lease that the miner answers */
    public Decision<ShardState> answer(ShardState shard, Hotkey sender, String lease, Facts facts, Instant now) {
        var work = shard.work();
        return switch (facts) {
            case Facts.Inspected inspected -> inspected(shard, sender, lease, inspected.findings());
            case Facts.Merged merged ->
                merged.hashes()
                        .map(hashes -> of(shard, transitions.result(work, lease, sender, hashes)))
                        .orElseGet(() ->
                                Decision.unchanged(shard, "the result of %s is not what its event says", sender));
            case Facts.Stored stored ->
                stored.there()
                        ? of(shard, transitions.stored(work, sender))
                        : Decision.unchanged(shard, "the blocks of %s are not there", sender);
            case Facts.Failed failed -> of(shard, transitions.failed(work, lease, sender, now));
        };
    }

    private Decision<ShardState> inspected(ShardState shard, Hotkey sender, String lease, List<Finding> findings) {
        var result = transitions.result(shard.work(), lease, sender, List.of(Inspection.hash(findings)));
        if (!result.changed()) {
            return of(shard, result);
        }
        // The findings came with the event: there is nothing else to store.
        var next = result.next().state() == State.DISPUTED
                ? result.next()
                : transitions.stored(result.next(), sender).next();
        return Decision.changed(shard.with(next, findings), "%s", result.reason());
    }

    private static Decision<ShardState> of(ShardState shard, Decision<ShardWork> decision) {
        return decision.changed()
                ? Decision.changed(shard.with(decision.next()), "%s", decision.reason())
                : Decision.unchanged(shard, "%s", decision.reason());
    }
}
