package dev.iota.local.simulator.plane;

import static java.util.Objects.requireNonNull;

import dev.iota.core.base.Sha256;
import dev.iota.core.epoch.Effect;
import dev.iota.core.epoch.Epoch;
import dev.iota.core.epoch.EpochFacts;
import dev.iota.core.epoch.EpochFigures;
import dev.iota.core.epoch.EpochTick;
import dev.iota.core.epoch.EpochTimes;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.microbatch.Holders;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.routing.Feed;
import dev.iota.core.routing.StageBalance;
import dev.iota.core.run.RunSpec;
import dev.iota.local.simulator.plane.MinerInboxes.Notice;
import dev.iota.local.simulator.plane.PlaneEvent.Merged;
import dev.iota.local.simulator.plane.PlaneEvent.Uploaded;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The end of epochs, in the steps of the orchestrator's {@code Epochs}, {@code Stages} and {@code Publication}:
 * {@link EpochTick} decides. What it asks for is done at once; how long functions take for it is not played.
 */
final class EpochPhases {
    private static final String SECRET = "00".repeat(32);

    /** Between two looks at who still answers of those who merge. */
    private static final double LOOK = 10;

    private final Plane plane;
    private final RunSpec spec;
    private final EpochTick epochTick;
    private final EpochTimes times;
    private final Fencing fencing;
    private final MinerInboxes inboxes;
    private final Map<Integer, StageMerging> merges = new HashMap<>();
    private Epoch epoch;
    private Instant lookedAt = Instant.EPOCH;

    EpochPhases(Plane plane, RunSpec spec, Fencing fencing, MinerInboxes inboxes) {
        this.plane = plane;
        this.spec = spec;
        this.epochTick = new EpochTick(spec.epochs());
        this.times = new EpochTimes(spec);
        this.fencing = fencing;
        this.inboxes = inboxes;
        this.epoch = fresh(0);
    }

    private Epoch fresh(int number) {
        var now = plane.agenda().now();
        var feeds = plane.state().feeds();
        return Epoch.fresh(
                number,
                1,
                new Epoch.Start(
                        now,
                        now.plus(spec.epochs().target()),
                        SECRET,
                        Sha256.hex(SECRET),
                        feeds.stream().mapToLong(Feed::started).sum(),
                        feeds.stream().mapToLong(Feed::redone).sum()));
    }

    void start() {
        plane.onEnd(this::ended);
        evaluate();
        plane.agenda().afterSeconds(LOOK, this::look);
    }

    /** Whether everything that started is merged. */
    boolean isQuiet() {
        return epoch.phase() == Epoch.Phase.TRAINING
                && plane.state().feeds().stream().mapToLong(Feed::started).sum()
                        == epoch.start().started();
    }

    String standing() {
        return "epoch %d is %s, stages %s".formatted(epoch.epoch(), epoch.phase(), merges.values());
    }

    private void look() {
        plane.agenda().afterSeconds(LOOK, this::look);
        List.copyOf(merges.values()).forEach(StageMerging::replaceThoseWhoLeft);
    }

    /** After a microbatch came to its end: not at every one of many. */
    private void ended() {
        var now = plane.agenda().now();
        if (epoch.phase().compareTo(Epoch.Phase.MERGING) < 0 && !now.isBefore(lookedAt.plus(EpochTick.AGAIN))) {
            lookedAt = now;
            plane.agenda().afterMillis(0, this::evaluate);
            plane.agenda().afterSeconds((double) EpochTick.AGAIN.toSeconds(), this::evaluate);
        }
    }

    private void evaluate() {
        var takenBack = false;
        while (true) {
            var decision =
                    epochTick.tick(epoch, facts(takenBack), plane.agenda().now());
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
            case TRAINING -> training();
            case DRAINING ->
                new EpochFacts.Draining(
                        plane.state().feeds().stream().allMatch(feed -> feed.ended() >= epoch.epoch()),
                        plane.state().countOpen(),
                        plane.state().open().stream()
                                .map(tracked -> tracked.microbatch)
                                .flatMap(open -> times.onTimeUntil(open, lastAccepted(open)).stream())
                                .max(Comparator.naturalOrder()),
                        takenBack);
            case MERGING -> new EpochFacts.Merging(plane.stages(), merges.keySet());
            case PUBLISHED -> new EpochFacts.Published();
        };
    }

    private Instant lastAccepted(Microbatch open) {
        return open.lease()
                .map(lease -> plane.state().miner(lease.hotkey()).lastAccepted)
                .orElse(Instant.EPOCH);
    }

    private EpochFacts training() {
        var now = plane.agenda().now();
        var feeds = plane.state().feeds();
        return new EpochFacts.Training(
                feeds.stream().mapToLong(Feed::started).sum(),
                feeds.stream().allMatch(feed -> feed.draw(epoch.epoch(), now).isEmpty()),
                false,
                OptionalInt.empty(),
                IntStream.range(0, plane.stages())
                        .mapToObj(stage -> plane.state().staff(stage))
                        .map(staff -> new EpochFacts.Staff(
                                staff.size(),
                                staff.stream()
                                        .filter(row -> row.epoch == epoch.epoch())
                                        .map(row -> row.applied.size())
                                        .toList()))
                        .toList());
    }

    private void perform(Effect effect) {
        switch (effect) {
            case Effect.LookAt look -> plane.afterTimer(look.at(), this::evaluate);
            case Effect.EndFeeds end ->
                plane.state().feeds().stream().toList().forEach(feed -> plane.state()
                        .put(feed.endedFor(epoch.epoch())));
            case Effect.TakeBack takeBack -> plane.state().open().forEach(this::takeBack);
            case Effect.Collect collect -> collect(collect.stage());
            default -> throw new IllegalArgumentException("%s is nothing that an epoch does".formatted(effect));
        }
    }

    private void takeBack(Tracked tracked) {
        var before = tracked.microbatch;
        var decision = plane.transitions().unfinished(before, plane.agenda().now());
        var move = HopMove.of(tracked, decision.next());
        if (!before.redone()) {
            move.feed =
                    plane.state().feed(plane.state().shardOf(before.position())).withRedo(Feed.Redo.of(before));
        }
        new HopEffects(plane).apply(move, decision.next(), Holders.change(Holders.of(before), List.<Hotkey>of()));
    }

    private void collect(int stage) {
        plane.collect(stage, true);
        var merge = new StageMerging(plane, spec, inboxes, stage, () -> publish(stage));
        merges.put(stage, merge);
        merge.collect();
    }

    private StageMerging merge(int stage) {
        return requireNonNull(merges.get(stage));
    }

    void uploaded(Uploaded event) {
        var row = plane.state().miner(event.miner());
        var merge = Optional.ofNullable(merges.get(row.stage));
        // Who leaves uploads before the others are asked to.
        if (event.epoch() == epoch.epoch()
                && merge.map(StageMerging::isCollecting).orElse(true)
                && row.upload == null) {
            row.upload = new MinerRow.Upload(event.registration(), event.epoch(), event.steps(), row.resumptions);
            merge.ifPresent(StageMerging::evaluate);
        }
    }

    void merged(Merged event) {
        if (event.epoch() == epoch.epoch() && merges.containsKey(event.stage())) {
            merge(event.stage()).done(event.part());
        }
    }

    /** What is in no upload that counts starts again. */
    private void publish(int stage) {
        var counted = merge(stage).counted();
        for (var row : plane.state().miners()) {
            if (row.stage != stage) {
                continue;
            }
            var upload = counted.contains(row) ? row.upload : null;
            fencing.giveBack(row, Integer.MAX_VALUE, (by, step) -> upload == null || !upload.contains(by, step));
            row.applied.clear();
            row.upload = null;
        }
        if (merges.size() == plane.stages() && merges.values().stream().allMatch(StageMerging::isPublished)) {
            flip();
        }
    }

    private void flip() {
        epoch = epoch.published(0, EpochFigures.NONE, List.of(), plane.agenda().now());
        plane.counts().epochs++;
        merges.clear();
        IntStream.range(0, plane.stages()).forEach(stage -> plane.collect(stage, false));
        plane.begin(epoch.epoch() + 1);
        epoch = fresh(plane.epoch());
        load();
        evaluate();
    }

    private void load() {
        var staff = IntStream.range(0, plane.stages())
                .mapToObj(stage -> plane.state().staff(stage).stream()
                        .sorted(Comparator.comparing(row -> row.hotkey))
                        .toList())
                .toList();
        var leaving = plane.scenario().epochs().balanced()
                ? StageBalance.leaving(staff.stream().map(List::size).toList())
                : Collections.nCopies(plane.stages(), 0);
        var at = plane.agenda().micros();
        for (var stage = 0; stage < plane.stages(); stage++) {
            for (var i = 0; i < staff.get(stage).size(); i++) {
                var row = staff.get(stage).get(i);
                var moves = i < leaving.get(stage);
                plane.counts().moves += moves ? 1 : 0;
                var notice = moves ? new Notice.Move(plane.epoch()) : new Notice.Load(plane.epoch());
                inboxes.tell(row.index, row.registration, notice, at);
            }
        }
    }
}
