package dev.iota.core.clasp;

import static dev.iota.core.base.Require.require;

import dev.iota.core.identity.Hotkey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** What each column of the equations is about: first the covariates, then the seats in the order they were seen. */
final class SeatColumns {
    /** Loss under the published weights, less the mean of the epoch; 0 where unknown. */
    static final int DIFFICULTY = 0;
    /** 1 where the difficulty is known. */
    static final int KNOWN = 1;
    /** 1 where a backward was rescued. */
    static final int RESCUED = 2;

    static final int COVARIATES = 3;

    /** A fit takes the cube of it in time; 2 000 are minutes. */
    static final int MOST_SEATS = 2000;

    static final SeatColumns NONE = new SeatColumns(List.of(), 0);

    private final List<Seat> seats;
    private final List<Map<Hotkey, Integer>> byStage = new ArrayList<>();

    private SeatColumns(List<Seat> seats, int stages) {
        this.seats = List.copyOf(seats);
        for (var stage = 0; stage < stages; stage++) {
            byStage.add(new HashMap<>());
        }
        for (var i = 0; i < seats.size(); i++) {
            var seat = seats.get(i);
            byStage.get(seat.stage()).put(seat.miner(), COVARIATES + i);
        }
    }

    /** @throws dev.iota.core.base.MalformedException if a seat is there twice, or in no stage */
    static SeatColumns of(List<Seat> seats, int stages) {
        require(
                stages >= 0 && stages <= SampledPathway.MOST_STAGES,
                "%d stages; at most %d",
                stages,
                SampledPathway.MOST_STAGES);
        for (var seat : seats) {
            require(seat.stage() >= 0 && seat.stage() < stages, "a miner in stage %d of %d", seat.stage(), stages);
        }
        require(new HashSet<>(seats).size() == seats.size(), "a miner has two columns in one stage");
        return new SeatColumns(seats, stages);
    }

    int size() {
        return COVARIATES + seats.size();
    }

    int stages() {
        return byStage.size();
    }

    List<Seat> seats() {
        return seats;
    }

    /** The column of a seat that has one. */
    int of(int stage, Hotkey miner) {
        var column = byStage.get(stage).get(miner);
        if (column == null) {
            throw new IllegalStateException("%s has no column in stage %d".formatted(miner, stage));
        }
        return column;
    }

    int of(Seat seat) {
        return of(seat.stage(), seat.miner());
    }

    /**
     * These, and behind them the seats of the pathways that are new.
     *
     * @throws dev.iota.core.base.MalformedException if pathways pass different numbers of stages, or too many miners
     */
    SeatColumns with(List<SampledPathway> pathways) {
        var stages = pathways.isEmpty() || stages() > 0
                ? stages()
                : pathways.getFirst().miners().size();
        var added = new ArrayList<Seat>();
        for (var pathway : pathways) {
            require(
                    pathway.miners().size() == stages,
                    "a pathway through %d stages among those through %d",
                    pathway.miners().size(),
                    stages);
            for (var stage = 0; stage < stages; stage++) {
                added.add(new Seat(stage, pathway.miners().get(stage)));
            }
        }
        return extended(added, stages);
    }

    /** These, and behind them those of the others that are new. */
    SeatColumns with(SeatColumns others) {
        require(
                stages() == 0 || others.stages() == 0 || stages() == others.stages(),
                "pathways through %d stages among those through %d",
                others.stages(),
                stages());
        return extended(others.seats, Math.max(stages(), others.stages()));
    }

    private SeatColumns extended(List<Seat> candidates, int stages) {
        var fresh = candidates.stream().filter(this::isNew).distinct().toList();
        if (fresh.isEmpty() && stages == stages()) {
            return this;
        }
        require(
                seats.size() + fresh.size() <= MOST_SEATS,
                "%d miners in stages; at most %d are compared, so begin with an empty state again",
                seats.size() + fresh.size(),
                MOST_SEATS);
        var all = new ArrayList<>(seats);
        all.addAll(fresh);
        return new SeatColumns(all, stages);
    }

    private boolean isNew(Seat seat) {
        return seat.stage() >= stages() || !byStage.get(seat.stage()).containsKey(seat.miner());
    }

    /** For each of these columns, which one it is among the others, which have all of these. */
    int[] in(SeatColumns others) {
        var positions = new int[size()];
        for (var i = 0; i < COVARIATES; i++) {
            positions[i] = i;
        }
        for (var i = 0; i < seats.size(); i++) {
            positions[COVARIATES + i] = others.of(seats.get(i));
        }
        return positions;
    }
}
