package dev.iota.orchestrator.merge;

import dev.iota.cloud.object.ObjectKeys;
import dev.iota.core.base.MalformedException;
import dev.iota.core.base.Sha256;
import dev.iota.core.epoch.ShardAnswers;
import dev.iota.core.epoch.ShardState;
import dev.iota.core.epoch.StageMerge;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.inspect.Finding;
import dev.iota.core.merge.shard.ShardLedger.Round;
import dev.iota.core.merge.shard.ShardWork.State;
import dev.iota.core.wire.Event;
import dev.iota.orchestrator.context.BusyException;
import dev.iota.orchestrator.context.EventOutcome;
import dev.iota.orchestrator.context.Optimistic.Options;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Records what miners say about shards, and does at once what the shard itself needs next. */
public final class ShardEvents {

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
        var round = ShardAnswers.round(stage.get(), event);
        if (round.isEmpty()) {
            return new EventOutcome.Dropped(
                    "stage %d is %s".formatted(event.stage(), stage.get().phase()));
        }
        List<Finding> findings;
        try {
            findings = event instanceof Event.ShardInspected inspected
                    ? ShardAnswers.findings(stage.get(), inspected)
                    : List.of();
        } catch (MalformedException e) {
            // Only what the miner said: what is malformed elsewhere is no fault of the event, which comes again.
            return new EventOutcome.Quarantined(String.valueOf(e.getMessage()));
        }
        var said = new Said(stage.get(), round.get(), findings);
        return services.optimistic()
                .retry(
                        "shard %d of stage %d".formatted(event.shard(), event.stage()),
                        Options.DEFAULT,
                        () -> handle(run, sender, event, said));
    }

    /** What an event says, and about what. */
    private record Said(StageMerge stage, Round round, List<Finding> findings) {}

    /** Empty if another writer was faster. */
    private Optional<EventOutcome> handle(Run run, Hotkey sender, Event.OfShard event, Said said) {
        var found = services.epochs().shard(event.epoch(), event.stage(), said.round(), event.shard());
        if (found.isEmpty()) {
            return Optional.of(new EventOutcome.Quarantined("the plan has no shard %d".formatted(event.shard())));
        }
        var shard = found.get();
        var decision = new ShardAnswers(run.spec().epochs().merge().releases())
                .answer(shard, sender, event.lease(), facts(run, said, shard, sender, event), services.now());
        if (!decision.changed()) {
            // It may be the redelivery of an event whose handler died after its write.
            followUp(run, said.stage(), shard, event);
            return Optional.of(new EventOutcome.Dropped(decision.reason()));
        }
        if (!services.epochs().replace(decision.next())) {
            return Optional.empty();
        }
        followUp(run, said.stage(), decision.next(), event);
        return Optional.of(new EventOutcome.Counted(decision.reason()));
    }

    private ShardAnswers.Facts facts(Run run, Said said, ShardState shard, Hotkey sender, Event.OfShard event) {
        return switch (event) {
            case Event.ShardInspected inspected -> new ShardAnswers.Facts.Inspected(said.findings());
            case Event.ShardMerged merged -> new ShardAnswers.Facts.Merged(result(run, shard, merged));
            case Event.ShardStored stored -> new ShardAnswers.Facts.Stored(isStored(run, shard, sender));
            case Event.ShardFailed failed -> new ShardAnswers.Facts.Failed();
        };
    }

    private Optional<List<String>> result(Run run, ShardState item, Event.ShardMerged event) {
        var key = ObjectKeys.result(run.spec().run(), event.epoch(), event.stage(), event.shard(), event.lease());
        return services.objects()
                .read(key, ShardObjects.resultBytes(item))
                .filter(bytes -> Sha256.hex(bytes).equals(event.result()))
                .map(ShardEvents::hashes);
    }

    private static List<String> hashes(byte[] bytes) {
        var hashes = new ArrayList<String>();
        for (var from = 0; from + Sha256.BYTES <= bytes.length; from += Sha256.BYTES) {
            hashes.add(HexFormat.of().formatHex(bytes, from, from + Sha256.BYTES));
        }
        return hashes;
    }

    /** The store took only what was signed for; the length shows that something is there. */
    private boolean isStored(Run run, ShardState item, Hotkey sender) {
        var published = stages.published(item.epoch(), item.stage());
        return item.work().results().stream()
                .filter(result -> result.hotkey().equals(Optional.of(sender)))
                .findFirst()
                .filter(result -> ShardObjects.of(run.spec().run(), item, result.hashes(), published).stream()
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
        stages.settle(run, stage, item);
        if (item.work().state() == State.STORED) {
            done(run, item);
        }
    }

    /** The stage is looked at when all of its shards may be done: each time would be too often where there are many. */
    void done(Run run, ShardState item) {
        var stage = services.epochs().stage(item.epoch(), item.stage()).orElseThrow();
        var shards = stage.butterfly().shards().size();
        if (services.epochs().done(item.epoch(), item.stage(), item.round()) >= shards) {
            stages.evaluate(run, item.epoch(), item.stage());
        }
    }
}
