package dev.iota.orchestrator.merge;

import dev.iota.cloud.object.ObjectKeys;
import dev.iota.core.base.Decision;
import dev.iota.core.base.MalformedException;
import dev.iota.core.base.Sha256;
import dev.iota.core.epoch.ShardState;
import dev.iota.core.epoch.StageMerge;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.inspect.Finding;
import dev.iota.core.merge.inspect.Findings;
import dev.iota.core.merge.inspect.Inspection;
import dev.iota.core.merge.shard.ShardLedger.Round;
import dev.iota.core.merge.shard.ShardWork;
import dev.iota.core.merge.shard.ShardWork.State;
import dev.iota.core.wire.Event;
import dev.iota.orchestrator.context.BusyException;
import dev.iota.orchestrator.context.EventOutcome;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Records what miners say about shards, and does at once what the shard itself needs next. */
public final class ShardEvents {
    private static final int TRIES = 10;
    private static final int HASH = 32;

    private final Services services;
    private final Stages stages;

    public ShardEvents(Services services, Stages stages) {
        this.services = services;
        this.stages = stages;
    }

    /** @throws BusyException if others were faster every time */
    public EventOutcome handle(Run run, Hotkey sender, Event.OfShard event) {
        var stage = services.epochs().stage(event.epoch(), event.stage());
        if (stage.isEmpty()) {
            return new EventOutcome.Quarantined(
                    "nothing of stage %d is merged in epoch %d".formatted(event.stage(), event.epoch()));
        }
        var round = round(stage.get(), event);
        if (round.isEmpty()) {
            return new EventOutcome.Dropped(
                    "stage %d is %s".formatted(event.stage(), stage.get().phase()));
        }
        List<Finding> findings;
        try {
            findings = findings(stage.get(), event);
        } catch (MalformedException e) {
            return new EventOutcome.Quarantined(String.valueOf(e.getMessage()));
        }
        for (var tries = 0; tries < TRIES; tries++) {
            var found = services.epochs().shard(event.epoch(), event.stage(), round.get(), event.shard());
            if (found.isEmpty()) {
                return new EventOutcome.Quarantined("the plan has no shard %d".formatted(event.shard()));
            }
            var item = found.get();
            var decision = decide(run, item, sender, event, findings);
            if (!decision.changed()) {
                // It may be the redelivery of an event whose handler died after its write.
                followUp(run, stage.get(), item, event);
                return new EventOutcome.Dropped(decision.reason());
            }
            var next = item.with(decision.next());
            if (event instanceof Event.ShardInspected) {
                next = next.withFindings(findings).at(item.version() + 1);
            }
            if (services.epochs().replace(next)) {
                followUp(run, stage.get(), next, event);
                return new EventOutcome.Counted(decision.reason());
            }
        }
        throw new BusyException("shard %d of stage %d".formatted(event.shard(), event.stage()));
    }

    /** The round that the event is about, if the stage is in it. */
    private static Optional<Round> round(StageMerge stage, Event.OfShard event) {
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

    /** About the uploads of the plan. */
    private static List<Finding> findings(StageMerge stage, Event.OfShard event) {
        return event instanceof Event.ShardInspected inspected
                ? Findings.read(
                        inspected.findings(),
                        stage.uploads().stream().map(StageMerge.Counted::hotkey).toList())
                : List.of();
    }

    private Decision<ShardWork> decide(
            Run run, ShardState item, Hotkey sender, Event.OfShard event, List<Finding> findings) {
        var transitions = ShardRounds.transitions(run);
        var work = item.work();
        return switch (event) {
            case Event.ShardInspected inspected -> {
                var hash = Inspection.hash(findings);
                var result = transitions.result(work, event.lease(), sender, List.of(hash));
                // The findings came with the event: there is nothing else to store.
                yield result.changed() && result.next().state() != State.DISPUTED
                        ? Decision.changed(
                                transitions.stored(result.next(), sender).next(), result.reason())
                        : result;
            }
            case Event.ShardMerged merged -> {
                var hashes = result(run, item, merged);
                yield hashes.isPresent()
                        ? transitions.result(work, event.lease(), sender, hashes.get())
                        : Decision.unchanged(work, "the result of %s is not what its event says", sender);
            }
            case Event.ShardStored stored ->
                isStored(run, item, sender)
                        ? transitions.stored(work, sender)
                        : Decision.unchanged(work, "the blocks of %s are not there", sender);
            case Event.ShardFailed failed -> transitions.failed(work, event.lease(), sender, services.now());
        };
    }

    private Optional<List<String>> result(Run run, ShardState item, Event.ShardMerged event) {
        var key = ObjectKeys.result(run.spec().run(), event.epoch(), event.stage(), event.shard(), event.lease());
        return services.objects()
                .read(key, ShardRounds.resultBytes(item))
                .filter(bytes -> Sha256.hex(bytes).equals(event.result()))
                .map(ShardEvents::hashes);
    }

    private static List<String> hashes(byte[] bytes) {
        var hashes = new ArrayList<String>();
        for (var from = 0; from + HASH <= bytes.length; from += HASH) {
            hashes.add(HexFormat.of().formatHex(bytes, from, from + HASH));
        }
        return hashes;
    }

    /** The store took only what was signed for; the length shows that something is there. */
    private boolean isStored(Run run, ShardState item, Hotkey sender) {
        var layout = stages.published(item.epoch(), item.stage()).layout();
        return item.work().results().stream()
                .filter(result -> result.hotkey().equals(Optional.of(sender)))
                .findFirst()
                .filter(result -> ShardRounds.objects(run, item, result.hashes(), layout).stream()
                        .allMatch(object -> {
                            var length = services.objects().length(object.key());
                            return length.isPresent() && length.getAsLong() == object.bytes();
                        }))
                .isPresent();
    }

    private void followUp(Run run, StageMerge stage, ShardState item, Event.OfShard event) {
        if (event instanceof Event.ShardFailed) {
            stages.evaluate(run, event.epoch(), event.stage());
            return;
        }
        stages.shardRounds().settle(run, stage, item);
        if (item.work().state() == State.STORED) {
            done(run, item);
        }
    }

    /** The stage is looked at when all of its shards may be done: each time would be too often where there are many. */
    void done(Run run, ShardState item) {
        var shards = stages.shardRounds().count(item);
        if (services.epochs().done(item.epoch(), item.stage(), item.round()) >= shards) {
            stages.evaluate(run, item.epoch(), item.stage());
        }
    }
}
