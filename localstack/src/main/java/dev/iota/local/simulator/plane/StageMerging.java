package dev.iota.local.simulator.plane;

import dev.iota.core.epoch.Effect;
import dev.iota.core.epoch.StageFacts;
import dev.iota.core.epoch.StageMerge;
import dev.iota.core.epoch.StageTick;
import dev.iota.core.merge.codec.BlockLayout;
import dev.iota.core.run.RunSpec;
import dev.iota.local.simulator.plane.MinerInboxes.Notice;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The merge of one stage. {@link StageTick} decides how long uploads are waited for. The shards are not dealt one by
 * one: each of N who uploaded reads its part of every upload (two owners a shard: 2/N) and stores its part of the
 * result, and who leaves meanwhile is replaced by another, or by the merge function.
 */
final class StageMerging {
    private static final double SPOT_CHECKS = 0.05;

    /** What the merge function takes for the part of one owner. */
    private static final double FUNCTION_SECONDS = 60;

    /** From the last shard to the checkpoint: tasks of the state machine. */
    private static final double PUBLISH_SECONDS = 2;

    private final Plane plane;
    private final StageTick stageTick;
    private final MinerInboxes inboxes;
    private final int stage;
    private final Runnable publish;
    private final Map<Integer, Part> parts = new HashMap<>();
    private final RunSpec spec;
    private final Set<Integer> done = new HashSet<>();
    private List<MinerRow> counted = List.of();
    private StageMerge state;
    private boolean merging;
    private boolean published;

    /** What one owner has to do: who does it, and until when. */
    private record Part(MinerRow row, long registration, Instant until) {
        boolean isLost(Instant now) {
            return !row.active || row.registration != registration || !now.isBefore(until);
        }
    }

    StageMerging(Plane plane, RunSpec spec, MinerInboxes inboxes, int stage, Runnable publish) {
        this.plane = plane;
        this.spec = spec;
        this.stageTick = new StageTick(spec);
        this.inboxes = inboxes;
        this.stage = stage;
        this.publish = publish;
        var blocks = Math.ceilDiv(plane.scenario().epochs().uploadBytes(), (long) BlockLayout.ELEMENTS * Float.BYTES);
        this.state = StageMerge.collecting(
                plane.epoch(),
                stage,
                Math.toIntExact(blocks),
                SPOT_CHECKS,
                plane.agenda().now());
    }

    /** Those whose upload counts. */
    List<MinerRow> counted() {
        return counted;
    }

    boolean isPublished() {
        return published;
    }

    void collect() {
        for (var row : plane.state().staff(stage)) {
            inboxes.tell(
                    row.index,
                    row.registration,
                    new Notice.Collect(plane.epoch()),
                    plane.agenda().micros());
        }
        evaluate();
    }

    /** Looks whether the uploads are waited for any longer. */
    void evaluate() {
        while (!merging && !published) {
            var decision = stageTick.tick(state, facts(), plane.agenda().now(), plane.random());
            state = decision.next();
            if (state.carriedOver().isPresent()) {
                merging = true;
                publishSoon();
            } else if (decision.effects().contains(new Effect.CountUploads())) {
                begin();
            } else {
                decision.effects().forEach(this::look);
                if (!decision.again()) {
                    return;
                }
            }
        }
    }

    private void look(Effect effect) {
        if (effect instanceof Effect.LookAt look) {
            plane.afterTimer(look.at(), this::evaluate);
        }
    }

    private List<MinerRow> uploads() {
        return plane.state().miners().stream()
                .filter(row -> row.stage == stage && row.upload != null)
                .toList();
    }

    private StageFacts facts() {
        var training = plane.state().staff(stage).stream()
                .filter(row -> row.applied.size() > 0)
                .toList();
        // Who is there and has not uploaded is at it: its objects move.
        var moved = training.stream().anyMatch(row -> row.upload == null)
                ? Optional.of(plane.agenda().now())
                : Optional.<Instant>empty();
        return new StageFacts.Collecting(
                uploads().stream().map(row -> row.hotkey).collect(Collectors.toSet()),
                training.stream().map(row -> row.hotkey).collect(Collectors.toSet()),
                moved,
                Optional.empty());
    }

    private void begin() {
        merging = true;
        counted = uploads();
        if (counted.size() == 1) {
            publishSoon();
            return;
        }
        for (var owner = 0; owner < counted.size(); owner++) {
            own(owner, counted.get(owner));
        }
        replaceThoseWhoLeft();
    }

    private void own(int owner, MinerRow row) {
        var epochs = plane.scenario().epochs();
        var takes = spec.leases().transfer(2 * epochs.uploadBytes() + epochs.stateBytes() / counted.size());
        var until = plane.agenda().now().plus(spec.epochs().lease()).plus(takes);
        parts.put(owner, new Part(row, row.registration, until));
        inboxes.tell(
                row.index,
                row.registration,
                new Notice.Merge(plane.epoch(), owner, 2 * epochs.uploadBytes(), epochs.stateBytes() / counted.size()),
                plane.agenda().micros());
    }

    /** What an owner had to do, another one does. */
    void replaceThoseWhoLeft() {
        var lost = parts.entrySet().stream()
                .filter(part -> part.getValue().isLost(plane.agenda().now()))
                .map(Map.Entry::getKey)
                .toList();
        for (var owner : lost) {
            var busy = parts.values().stream().map(Part::row).toList();
            var others = counted.stream()
                    .filter(row -> row.active && !busy.contains(row))
                    .toList();
            if (others.isEmpty()) {
                parts.remove(owner);
                plane.agenda().afterSeconds(FUNCTION_SECONDS, () -> done(owner));
            } else {
                own(owner, others.get(plane.random().nextInt(others.size())));
            }
        }
    }

    @Override
    public String toString() {
        return "%s with %d of %d parts".formatted(state.phase(), done.size(), counted.size());
    }

    void done(int owner) {
        parts.remove(owner);
        if (merging && done.add(owner) && done.size() == counted.size()) {
            publishSoon();
        }
    }

    private void publishSoon() {
        plane.agenda().afterSeconds(PUBLISH_SECONDS, () -> {
            published = true;
            publish.run();
        });
    }
}
