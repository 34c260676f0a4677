package dev.iota.local.runner.command;

import dev.iota.core.clasp.ClaspEpoch;
import dev.iota.core.clasp.ClaspLook;
import dev.iota.core.clasp.MinerEffect;
import java.util.Optional;
import java.util.stream.Collectors;

/** Who is suspected of raising the loss, and why, for people. */
final class SuspicionList {
    private SuspicionList() {}

    /** @param known what is known of pathways, if an epoch is over */
    static String text(Optional<ClaspEpoch> known) {
        return known.map(SuspicionList::text).orElse("nobody is suspected of raising the loss: no epoch is over");
    }

    private static String text(ClaspEpoch known) {
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
                + suspected.stream().map(SuspicionList::line).collect(Collectors.joining());
    }

    private static String line(MinerEffect miner) {
        return "%n  stage %d  miner %s: %s"
                .formatted(miner.seat().stage(), miner.seat().miner(), miner.reason());
    }
}
