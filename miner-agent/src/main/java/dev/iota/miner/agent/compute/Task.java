package dev.iota.miner.agent.compute;

import dev.iota.core.wire.Work;
import dev.iota.miner.agent.step.HopInput;
import dev.iota.model.engine.StageInput;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What the device does next, with everything it needs in memory. */
public sealed interface Task {

    /** What a miner needs that does not hold the forward. */
    record Rescue(HopInput input, StageInput.Activations stored) {}

    /** One hop of one microbatch. */
    sealed interface OfHop extends Task permits Forward, Backward {}

    record Forward(Work.Forward work, HopInput input) implements OfHop {}

    /** @param rescue there once the device found that the forward is not held here */
    record Backward(Work.Backward work, StageInput.Activations gradient, String gradientSha256, Optional<Rescue> rescue)
            implements OfHop {}

    /** @param microbatches that will not come back, and the leases of the forwards that are given up */
    record Gone(Map<Long, String> microbatches) implements Task {}

    /** The training of the epoch is over: upload. */
    record Collect(Work.Collect work) implements Task {}

    /**
     * The miner leaves before the epoch is over: upload.
     *
     * @param then hears what came of it
     */
    record HandIn(Work.Collect work, Consumer<HandedIn> then) implements Task {}

    /** An epoch begins, from a state that is on the disk. */
    record Begin(EpochState beginning) implements Task {}

    /**
     * End.
     *
     * @param snapshot whether to write what is there to the disk first: not when another process has the session,
     *     and the disk with it
     */
    record End(String reason, boolean snapshot) implements Task {}
}
