package dev.iota.core.microbatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.base.Sha256;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.core.wire.Direction;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.GradientProbe;
import dev.iota.core.wire.Magnitude;
import dev.iota.core.wire.Magnitudes;
import dev.iota.core.wire.RefusalCause;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A run of three stages with a miner each, and what these say. */
abstract class MicrobatchScene {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final Duration LEASE = Duration.ofMinutes(1);
    static final String HASH = Sha256.hex("x");
    static final Magnitude SAID = new Magnitude(0.5f, 1);
    static final Magnitude FOUND = new Magnitude(0.25f, 1);
    static final double BOUND = 0.5;
    static final int REFUSALS = 3;

    final Random random = new Random(1);
    final Transitions transitions = new Transitions(3, BOUND, REFUSALS);
    final Hotkey head = KeyPair.generate(random).hotkey();
    final Hotkey middle = KeyPair.generate(random).hotkey();
    final Hotkey tail = KeyPair.generate(random).hotkey();

    Microbatch atTail() {
        var m = forward(lease(Microbatch.fresh(7, 9, 0, NOW), head, "a"), head, "a");
        return lease(forward(lease(m, middle, "b"), middle, "b"), tail, "c");
    }

    Microbatch lease(Microbatch m, Hotkey hotkey, String id) {
        var decision = transitions.lease(m, leaseOf(hotkey, id), NOW);
        assertThat(decision.changed()).isTrue();
        return decision.next();
    }

    static Lease leaseOf(Hotkey hotkey, String id) {
        return new Lease(id, hotkey, 1, NOW.plus(LEASE));
    }

    Microbatch forward(Microbatch m, Hotkey sender, String lease) {
        var decision = transitions.forwardDone(m, forwardDone(m.stage(), lease), sender, NOW);
        assertThat(decision.changed()).as(decision.reason()).isTrue();
        return decision.next();
    }

    Microbatch backward(Microbatch m, Hotkey sender, String lease) {
        var loss = m.stage() == 2 ? Optional.of(2.5f) : Optional.<Float>empty();
        var decision = transitions.backwardDone(
                m, backwardDone(m.stage(), m.direction(), lease, loss, Optional.empty()), sender, NOW);
        assertThat(decision.changed()).as(decision.reason()).isTrue();
        return decision.next();
    }

    static Event.ForwardDone forwardDone(int stage, String lease) {
        return new Event.ForwardDone("r", 0, 7, stage, lease, 1, HASH, 1, magnitudes(stage > 0, true));
    }

    static Event.BackwardDone backwardDone(
            int stage, Direction direction, String lease, Optional<Float> loss, Optional<Double> rescue) {
        return new Event.BackwardDone(
                "r",
                0,
                7,
                stage,
                direction,
                lease,
                1,
                stage == 0 ? Optional.empty() : Optional.of(HASH),
                loss,
                new GradientProbe(List.of(), List.of()),
                rescue,
                1,
                magnitudes(stage > 0 || direction == Direction.BACKWARD, stage > 0));
    }

    private static Magnitudes magnitudes(boolean read, boolean stored) {
        return new Magnitudes(
                read ? Optional.of(FOUND) : Optional.empty(), stored ? Optional.of(SAID) : Optional.empty());
    }

    static Event.Refused refusal(int stage, Direction direction, String lease) {
        return refusal(stage, direction, lease, RefusalCause.UNABLE);
    }

    static Event.Refused refusal(int stage, Direction direction, String lease, RefusalCause cause) {
        return new Event.Refused("r", 0, 7, stage, direction, lease, 1, cause, "because");
    }

    static Instant late() {
        return NOW.plus(LEASE).plusMillis(1);
    }

    static void assertPlace(Microbatch m, int stage, Direction direction, State state) {
        assertThat(m.stage()).isEqualTo(stage);
        assertThat(m.direction()).isEqualTo(direction);
        assertThat(m.state()).isEqualTo(state);
    }
}
