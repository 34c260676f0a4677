package dev.iota.local.simulator.plane;

import dev.iota.core.routing.StageMiner;
import dev.iota.local.simulator.service.Invocation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one environment of a function remembers of the miners of each stage, as they were a moment ago: a hint, which is
 * looked up again after a second or when it was wrong. Of a large stage another part is known each time.
 */
final class StageHints {
    private static final long KEPT = 1_000_000;
    private static final int LOOKED_AT = 50;

    /** Miners whose events are not looked at in this minute, and until when. */
    final Map<Integer, Long> flooding = new HashMap<>();

    private final Plane plane;
    private final long[] found;
    private final List<List<StageMiner>> stages = new ArrayList<>();
    private final int[][] indexes;

    StageHints(Plane plane, int count) {
        this.plane = plane;
        this.found = new long[count];
        this.indexes = new int[count][LOOKED_AT];
        Arrays.fill(found, -KEPT);
        for (var stage = 0; stage < count; stage++) {
            stages.add(List.of());
        }
    }

    List<StageMiner> of(int stage, Invocation<StageHints> run) {
        if (plane.agenda().micros() - found[stage] < KEPT) {
            return stages.get(stage);
        }
        run.spend(plane.millis().query());
        var staff = plane.state().staff(stage);
        plane.keys().readStaff(stage, plane.agenda().micros());
        var first = staff.size() <= LOOKED_AT ? 0 : plane.random().nextInt(staff.size());
        var seen = new ArrayList<StageMiner>(LOOKED_AT);
        for (var i = 0; i < Math.min(LOOKED_AT, staff.size()); i++) {
            var row = staff.get((first + i) % staff.size());
            seen.add(row.seen());
            indexes[stage][i] = row.index;
        }
        stages.set(stage, seen);
        found[stage] = plane.agenda().micros();
        return seen;
    }

    void forget(int stage) {
        found[stage] = plane.agenda().micros() - KEPT;
    }

    /** Keeps the hints right after what this environment did itself. */
    void apply(MinerRow row) {
        var known = stages.get(row.stage);
        var at = indexOf(row.stage, known, row.index);
        if (at >= 0) {
            known.set(at, row.seen());
        } else if (!known.isEmpty()) {
            add(row);
        }
    }

    /** Whether this miner is among those that are known of its stage. */
    boolean knows(MinerRow row) {
        return indexOf(row.stage, stages.get(row.stage), row.index) >= 0;
    }

    /** What is known of this miner, which is read if it is not among those that are known of its stage. */
    StageMiner known(MinerRow row, Invocation<StageHints> run) {
        var known = of(row.stage, run);
        if (!knows(row)) {
            run.spend(plane.millis().item());
            plane.use().read(plane.scenario().tables().reads().item());
            add(row);
        }
        return known.get(indexOf(row.stage, known, row.index));
    }

    private void add(MinerRow row) {
        var known = stages.get(row.stage);
        if (known.size() == indexes[row.stage].length) {
            indexes[row.stage] = Arrays.copyOf(indexes[row.stage], 2 * known.size());
        }
        indexes[row.stage][known.size()] = row.index;
        known.add(row.seen());
    }

    private int indexOf(int stage, List<StageMiner> known, int index) {
        for (var i = 0; i < known.size(); i++) {
            if (indexes[stage][i] == index) {
                return i;
            }
        }
        return -1;
    }
}
