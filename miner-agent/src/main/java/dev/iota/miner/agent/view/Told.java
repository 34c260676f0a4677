package dev.iota.miner.agent.view;

import dev.iota.core.api.view.MinerSummary;
import dev.iota.core.api.view.MinerView;
import dev.iota.core.api.view.RunView;
import dev.iota.core.identity.Hotkey;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the API of the run says of a miner.
 *
 * @param at when it was asked
 * @param run what the run does, in words
 * @param reason why it does not train; none while it does
 * @param accepted hops that count
 * @param fault the newest thing that the miner did wrong; empty if nothing is on record
 * @param score of the newest ledger; none before there is one
 * @param place among the miners of its stage that have room, by how long work would wait at each; none without room
 */
public record Told(
        Instant at,
        String run,
        Optional<String> reason,
        Accepted accepted,
        String fault,
        Optional<Score> score,
        Optional<ShownWait.Place> place) {

    /** Hops that were accepted so far. */
    public record Accepted(long forwards, long backwards) {}

    /** @param sharePercent of everything that is shared out by the ledger of the epoch */
    public record Score(int epoch, double sharePercent) {}

    /** @param stage the active miners of the miner's stage */
    public static Told of(RunView run, MinerView miner, List<MinerSummary> stage, Instant now) {
        return new Told(
                now,
                run.state().toString().toLowerCase(Locale.ROOT).replace('_', ' '),
                run.reason(),
                new Accepted(miner.miner().forwardsAccepted(), miner.miner().backwardsAccepted()),
                miner.conduct().reason(),
                miner.score().map(score -> new Score(score.epoch(), score.sharePercent())),
                place(stage, miner.miner().hotkey()));
    }

    /** The orchestrator draws two miners with room and takes the one at which work waits the shorter time. */
    static Optional<ShownWait.Place> place(List<MinerSummary> stage, Hotkey hotkey) {
        var free = stage.stream()
                .filter(miner -> miner.state() == MinerSummary.State.READY && miner.slotsInUse() < miner.slots())
                .toList();
        return free.stream()
                .filter(miner -> miner.hotkey().equals(hotkey))
                .findFirst()
                .map(own -> new ShownWait.Place(
                        1
                                + (int) free.stream()
                                        .filter(other -> wait(other) < wait(own))
                                        .count(),
                        free.size()));
    }

    private static double wait(MinerSummary miner) {
        return miner.secondsPerHop() * (miner.slotsInUse() + 1);
    }
}
