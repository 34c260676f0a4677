package dev.iota.core.clasp;

import dev.iota.core.identity.Hotkey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** CLASP from epoch to epoch, within bounds: how many miners are compared, and how long one that left is remembered. */
public final class ClaspSeries {
    /** Miners in stages that are compared with each other. A fit of so many takes a second, their sums are 5 MB. */
    public static final int MOST_SEATS = 512;

    /** Epochs after which a miner through which no pathway came is taken out of the sums. */
    public static final int REMEMBERED = 64;

    private final Clasp clasp;
    private final int mostSeats;
    private final int remembered;

    public ClaspSeries(ClaspOptions options) {
        this(options, MOST_SEATS, REMEMBERED);
    }

    ClaspSeries(ClaspOptions options, int mostSeats, int remembered) {
        this.clasp = new Clasp(options);
        this.mostSeats = mostSeats;
        this.remembered = remembered;
    }

    /** The first document of a run. */
    public ClaspEpoch first(String run, List<SampledPathway> pathways) {
        return first(run, pathways, Set.of());
    }

    /** @param references for whom the run's owner vouches */
    public ClaspEpoch first(String run, List<SampledPathway> pathways, Set<Hotkey> references) {
        return next(run, 0, Optional.empty(), pathways, references);
    }

    /** The document that follows, with all pathways of its epoch. */
    public ClaspEpoch next(ClaspEpoch before, List<SampledPathway> pathways) {
        return next(before, pathways, Set.of());
    }

    /** @param references for whom the run's owner vouches */
    public ClaspEpoch next(ClaspEpoch before, List<SampledPathway> pathways, Set<Hotkey> references) {
        return next(before.run(), before.epoch() + 1, Optional.of(before), pathways, references);
    }

    private ClaspEpoch next(
            String run, int epoch, Optional<ClaspEpoch> before, List<SampledPathway> pathways, Set<Hotkey> references) {
        var last = new HashMap<Seat, Integer>();
        before.ifPresent(document -> document.sums().seats().forEach(seen -> last.put(seen.seat(), seen.last())));
        var gone = new HashSet<Seat>();
        last.forEach((seat, seen) -> {
            if (epoch - seen > remembered) {
                gone.add(seat);
            }
        });
        var state = Departure.of(before.map(document -> document.sums().state()).orElse(ClaspState.EMPTY), gone);
        last.keySet().removeAll(gone);
        var seats = seats(pathways);
        var look = before.flatMap(ClaspEpoch::look);
        if (seats.size() > mostSeats) {
            var remark = "%d miners in stages took part, and at most %d are compared: no pathway was added"
                    .formatted(seats.size(), mostSeats);
            return document(run, epoch, new ClaspEpoch.Added(0, remark), look, state, last);
        }
        var remark = "added";
        var all = new HashSet<>(last.keySet());
        all.addAll(seats);
        if (all.size() > mostSeats) {
            remark = "%d miners in stages, and at most %d are compared: begun again with this epoch"
                    .formatted(all.size(), mostSeats);
            state = state.begunAgain();
            last.clear();
        }
        seats.forEach(seat -> last.put(seat, epoch));
        var outcome = clasp.next(state, pathways, references);
        return document(
                run,
                epoch,
                new ClaspEpoch.Added(pathways.size(), remark),
                outcome.look().or(() -> look),
                outcome.state(),
                last);
    }

    private static ClaspEpoch document(
            String run,
            int epoch,
            ClaspEpoch.Added added,
            Optional<ClaspLook> look,
            ClaspState state,
            Map<Seat, Integer> last) {
        var seen = state.equations().columns().seats().stream()
                .map(seat -> last.getOrDefault(seat, epoch))
                .toList();
        return new ClaspEpoch(run, epoch, added, look, ClaspSums.of(state, seen));
    }

    private static Set<Seat> seats(List<SampledPathway> pathways) {
        var seats = new HashSet<Seat>();
        for (var pathway : pathways) {
            for (var stage = 0; stage < pathway.miners().size(); stage++) {
                seats.add(new Seat(stage, pathway.miners().get(stage)));
            }
        }
        return seats;
    }
}
