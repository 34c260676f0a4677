package dev.iota.local.simulator.swarm;

import dev.iota.core.base.Sha256;
import dev.iota.core.microbatch.Lease;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.wire.Direction;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.GradientProbe;
import dev.iota.core.wire.Magnitude;
import dev.iota.core.wire.Magnitudes;
import dev.iota.core.wire.RefusalCause;
import java.util.List;
import java.util.Optional;

/**
 * Events as a miner sends them, about tensors that do not exist.
 *
 * @param stages of the run
 */
record HopAnswers(int stages) {
    private static final String RUN = "simulated";
    private static final String HASH = Sha256.hex("a tensor");
    private static final Magnitude SIZE = new Magnitude(0, 1);
    private static final GradientProbe PROBE = new GradientProbe(List.of(), List.of());
    private static final Optional<Magnitude> SAID = Optional.of(SIZE);
    private static final Optional<Float> LOSS = Optional.of(2f);
    private static final Optional<String> STORED = Optional.of(HASH);

    Event.OfHop forward(Microbatch microbatch, Lease lease, int step, double seconds) {
        var read = microbatch.stage() == 0 ? Optional.<Magnitude>empty() : SAID;
        return new Event.ForwardDone(
                RUN,
                microbatch.epoch(),
                microbatch.id(),
                microbatch.stage(),
                lease.id(),
                step,
                HASH,
                seconds,
                new Magnitudes(read, SAID));
    }

    Event.OfHop backward(Microbatch microbatch, Lease lease, int step, Optional<Double> rescue, double seconds) {
        var tail = microbatch.stage() == stages - 1;
        var head = microbatch.stage() == 0;
        return new Event.BackwardDone(
                RUN,
                microbatch.epoch(),
                microbatch.id(),
                microbatch.stage(),
                tail ? Direction.FORWARD : Direction.BACKWARD,
                lease.id(),
                step,
                head ? Optional.empty() : STORED,
                tail ? LOSS : Optional.empty(),
                PROBE,
                rescue,
                seconds,
                new Magnitudes(SAID, head ? Optional.empty() : SAID));
    }

    Event.OfHop unable(Microbatch microbatch, Lease lease, int step) {
        return new Event.Refused(
                RUN,
                microbatch.epoch(),
                microbatch.id(),
                microbatch.stage(),
                microbatch.direction(),
                lease.id(),
                step,
                RefusalCause.UNABLE,
                "it cannot");
    }

    Event.OfHop bad(Microbatch microbatch, Lease lease) {
        return new Event.InputBad(
                RUN,
                microbatch.epoch(),
                microbatch.id(),
                microbatch.stage(),
                microbatch.direction(),
                lease.id(),
                "its hash is another");
    }
}
