package dev.iota.local.runner.command;

import dev.iota.core.clasp.ClaspEpoch;
import dev.iota.core.clasp.ClaspLook;
import dev.iota.core.clasp.Seat;
import dev.iota.core.magnitude.MagnitudeEpoch;
import dev.iota.core.suspicion.EpochSuspicions;
import java.util.Optional;
import java.util.stream.Collectors;

/** Who is suspected, and why, for people. */
final class SuspicionList {
    private SuspicionList() {}

    /** @param known after an epoch, if one is over */
    static String text(Optional<EpochSuspicions> known) {
        return known.map(document -> "%s%n%s".formatted(losses(document.losses()), sizes(document.sizes())))
                .orElse("nobody is suspected: no epoch is over");
    }

    private static String sizes(MagnitudeEpoch known) {
        var look = known.look();
        var suspected = look.suspected();
        return "%s for the sizes of tensors%s: %d of %d miners compared, in %d microbatches"
                        .formatted(
                                suspected.isEmpty()
                                        ? "nobody is suspected"
                                        : "%d suspected".formatted(suspected.size()),
                                suspected.isEmpty() ? "" : ", whose hops are drawn more often",
                                look.compared(),
                                look.miners(),
                                look.microbatches())
                + suspected.stream()
                        .map(miner -> line(miner.seat(), miner.reason()))
                        .collect(Collectors.joining());
    }

    private static String losses(ClaspEpoch known) {
        var basis = "%d pathways up to epoch %d (%s)"
                .formatted(
                        known.sums().looks().observations(),
                        known.epoch(),
                        known.added().remark());
        return known.look()
                .map(look -> text(look, basis))
                .orElse("nobody is suspected of raising the loss: no look yet, %s".formatted(basis));
    }

    private static String text(ClaspLook look, String basis) {
        var suspected = look.suspected();
        var who = suspected.isEmpty()
                ? "nobody is suspected of raising the loss"
                : "%d suspected of raising the loss, whose hops are drawn more often".formatted(suspected.size());
        return "%s: look %d at %d pathways; %s".formatted(who, look.number(), look.observations(), basis)
                + suspected.stream()
                        .map(miner -> line(miner.seat(), miner.reason()))
                        .collect(Collectors.joining());
    }

    private static String line(Seat seat, String reason) {
        return "%n  stage %d  miner %s: %s".formatted(seat.stage(), seat.miner(), reason);
    }
}
