package dev.iota.orchestrator.context;

import dev.iota.cloud.table.MinerRecord;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.routing.ReferenceRotation;
import dev.iota.core.wire.Work;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Moves the miners for which the run's owner vouches from stage to stage, when an epoch begins. The list is read once:
 * an epoch begins for all of them by the same one.
 */
public final class ReferenceMiners {
    private final List<Hotkey> listed;
    private final LiveMiners liveMiners;

    public ReferenceMiners(Services services) {
        this.listed = services.runs().references().hotkeys();
        this.liveMiners = new LiveMiners(services);
    }

    /** What tells a miner to move, if it is one and another stage is its own by now. */
    public Optional<Work> move(Run run, MinerRecord miner) {
        var number = listed.indexOf(miner.hotkey());
        if (number < 0) {
            return Optional.empty();
        }
        var others = IntStream.range(0, run.stages())
                .mapToObj(stage -> (int) liveMiners.of(run, stage).stream()
                        .filter(other -> !other.hotkey().equals(miner.hotkey()))
                        .count())
                .toList();
        var stage = ReferenceRotation.assign(run.epoch(), number, others, Optional.of(miner.stage()))
                .stage();
        return stage == miner.stage()
                ? Optional.empty()
                : Optional.of(new Work.Move(run.spec().run(), run.epoch(), miner.stage()));
    }
}
