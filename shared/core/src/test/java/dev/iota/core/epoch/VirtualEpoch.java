package dev.iota.core.epoch;

import static java.util.Objects.requireNonNull;

import dev.iota.core.base.Sha256;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.run.RunSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An epoch in memory, on a virtual clock: the ticks decide, and what they ask for is done here, as the orchestrator
 * does it. Nothing is looked at unless an event or a timer asks for it, so a look that a tick forgets is one that never
 * comes.
 */
final class VirtualEpoch {
    /** How a miner behaves in the merge. */
    enum Fate {
        HONEST,
        /** Falls silent when it should upload. */
        NEVER_UPLOADS,
        /** Uploads over a line that is so slow that the grace window closes meanwhile. */
        UPLOADS_SLOWLY,
        /** Announces an upload of which not a byte moves. */
        STALLS,
        /** Announces an upload that moves and never ends. */
        CREEPS,
        /** Uploads, and moves what its shards consist of for longer than a lease lasts. */
        MERGES_SLOWLY,
        /** Uploads, and answers no lease. */
        FALLS_SILENT,
        /** Says something wrong about what it merged. */
        LIES
    }

    private final VirtualClock clock = new VirtualClock();
    private final List<String> log = new ArrayList<>();
    private final RunSpec spec;
    private final EpochTick epochTick;
    private final List<VirtualStage> stages;
    private final Map<Hotkey, Fate> fates;
    private final Map<Integer, VirtualMerge> merges = new HashMap<>();
    private Epoch epoch;
    private boolean ended;
    private long open;
    private long redone;

    /** @param stuck microbatches that never come to their end */
    VirtualEpoch(RunSpec spec, List<VirtualStage> stages, Map<Hotkey, Fate> fates, long stuck) {
        this.spec = spec;
        this.stages = stages;
        this.fates = fates;
        this.open = stuck;
        this.epochTick = new EpochTick(spec.epochs());
        var now = clock.now();
        var target = now.plus(spec.epochs().target());
        this.epoch =
                Epoch.fresh(0, 1, new Epoch.Start(now, target, VirtualMerge.SECRET, Sha256.hex("commitment"), 0, 0));
    }

    /** Everything, from its first look to its publication. */
    void run() {
        evaluate();
        clock.run();
    }

    Epoch epoch() {
        return epoch;
    }

    VirtualMerge merge(int stage) {
        return requireNonNull(merges.get(stage));
    }

    List<String> log() {
        return log;
    }

    private void evaluate() {
        var takenBack = false;
        while (true) {
            var decision = epochTick.tick(epoch, facts(takenBack), clock.now());
            if (decision.next().phase() != epoch.phase()) {
                log.add("epoch %s: %s".formatted(decision.next().phase(), decision.reason()));
            }
            epoch = decision.next();
            decision.effects().forEach(this::perform);
            takenBack |= decision.effects().contains(new Effect.TakeBack());
            if (!decision.again()) {
                return;
            }
        }
    }

    private EpochFacts facts(boolean takenBack) {
        return switch (epoch.phase()) {
            case TRAINING ->
                new EpochFacts.Training(
                        100,
                        false,
                        false,
                        OptionalInt.empty(),
                        stages.stream()
                                .map(stage -> new EpochFacts.Staff(
                                        stage.miners().size(),
                                        stage.miners().stream().map(m -> 12).toList()))
                                .toList());
            case DRAINING -> new EpochFacts.Draining(ended, open, Optional.empty(), takenBack);
            case MERGING -> new EpochFacts.Merging(stages.size(), merges.keySet());
            case PUBLISHED -> new EpochFacts.Published();
        };
    }

    private void perform(Effect effect) {
        switch (effect) {
            case Effect.LookAt look -> clock.at(Attention.arrival(clock.now(), look.at()), this::evaluate);
            case Effect.EndFeeds end -> ended = true;
            case Effect.TakeBack takeBack -> {
                redone += open;
                open = 0;
            }
            case Effect.Collect collect -> collect(collect.stage());
            default -> throw new AssertionError(effect);
        }
    }

    private void collect(int stage) {
        var merge = new VirtualMerge(spec, stages.get(stage), fates, clock, log::add, this::flip);
        merges.put(stage, merge);
        merge.collect();
    }

    /** What the state machine does when all stages are published. */
    private void flip() {
        if (merges.size() < stages.size()
                || merges.values().stream().anyMatch(m -> m.state().outcome().isEmpty())) {
            return;
        }
        var figures = merges.values().stream()
                .map(merge -> merge.state().outcome().orElseThrow().figures())
                .reduce(EpochFigures.NONE, EpochFigures::plus);
        var carriedOver = merges.values().stream()
                .flatMap(merge -> merge.state().carriedOver().stream())
                .toList();
        epoch = epoch.published(redone, figures, carriedOver, clock.now());
    }
}
