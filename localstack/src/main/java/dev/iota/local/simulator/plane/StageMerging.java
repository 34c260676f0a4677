package dev.iota.local.simulator.plane;

import dev.iota.core.epoch.Effect;
import dev.iota.core.epoch.StageFacts;
import dev.iota.core.epoch.StageMerge;
import dev.iota.core.epoch.StageTick;
import dev.iota.core.merge.codec.BlockLayout;
import dev.iota.core.run.RunSpec;
import dev.iota.local.simulator.clock.Agenda;
import dev.iota.local.simulator.plane.MinerInboxes.Notice;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The merge of one stage. {@link StageTick} decides how long uploads are waited for. Of N who uploaded each two own a
 * shard, so each owns N - 1 of them: it reads the shard's part of every upload and stores its part of the result, one
 * shard after the other. What somebody leaves undone is dealt to the others, or to the merge function. Inspections are
 * not played, nor is that one of two owners may do.
 */
final class StageMerging {
    private static final double SPOT_CHECKS = 0.05;

    /** What the merge function takes for a shard. */
    private static final double FUNCTION_SECONDS = 5;

    /** From the last shard to the checkpoint: tasks of the state machine. */
    private static final double PUBLISH_SECONDS = 2;

    private final Plane plane;
    private final StageTick stageTick;
    private final MinerInboxes inboxes;
    private final int stage;
    private final Runnable publish;
    private final Map<Integer, Part> open = new TreeMap<>();
    private final RunSpec spec;
    private final Set<Integer> done = new HashSet<>();
    private List<MinerRow> counted = List.of();
    private StageMerge state;
    private boolean merging;
    private boolean published;

    /** A shard of one of its owners: who does it, and until when. */
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

    boolean isCollecting() {
        return !merging && !published;
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
        while (isCollecting()) {
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
                .filter(row -> row.stage == stage && row.upload != null && row.upload.isLeftOf(row))
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
        for (var part = 0; part < parts(); part++) {
            give(part, counted.get(part % counted.size()));
        }
        replaceThoseWhoLeft();
    }

    /** Shards, counted once for each of their owners. */
    private int parts() {
        return counted.size() * (counted.size() - 1);
    }

    private void give(int part, MinerRow row) {
        var epochs = plane.scenario().epochs();
        var reads = 2 * epochs.uploadBytes() / (counted.size() - 1);
        var writes = epochs.stateBytes() / parts();
        var takes = spec.leases().transfer((reads + writes) * (counted.size() - 1));
        var until = plane.agenda().now().plus(spec.epochs().lease()).plus(takes);
        open.put(part, new Part(row, row.registration, until));
        inboxes.tell(
                row.index,
                row.registration,
                new Notice.Merge(plane.epoch(), stage, part, reads, writes),
                plane.agenda().micros());
    }

    /** What an owner had to do, others do, who have the least to do; miners of any stage. */
    void replaceThoseWhoLeft() {
        var lost = open.entrySet().stream()
                .filter(part -> part.getValue().isLost(plane.agenda().now()))
                .map(Map.Entry::getKey)
                .toList();
        if (lost.isEmpty()) {
            return;
        }
        lost.forEach(open::remove);
        // Of all stages; what somebody has to do for another one is not asked, as in the ledger of the stage.
        var left = new LinkedHashMap<MinerRow, Integer>();
        var earliest = Agenda.micros(plane.agenda().now().minus(plane.leases().silence()));
        plane.state().miners().stream()
                .filter(row -> row.active && row.lastSeen >= earliest)
                .forEach(row -> left.put(row, 0));
        open.values().forEach(part -> left.computeIfPresent(part.row(), (row, count) -> count + 1));
        for (var part : lost) {
            var least = left.keySet().stream().min(Comparator.comparing(left::get));
            if (least.isEmpty()) {
                plane.agenda().afterSeconds(FUNCTION_SECONDS, () -> done(part));
            } else {
                left.merge(least.get(), 1, Integer::sum);
                give(part, least.get());
            }
        }
    }

    @Override
    public String toString() {
        return "%s with %d of %d parts".formatted(state.phase(), done.size(), parts());
    }

    void done(int part) {
        open.remove(part);
        if (merging && done.add(part) && done.size() == parts()) {
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
