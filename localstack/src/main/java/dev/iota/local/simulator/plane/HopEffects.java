package dev.iota.local.simulator.plane;

import static java.util.Objects.requireNonNull;

import dev.iota.core.admission.Conduct;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.microbatch.Microbatch.State;
import java.util.Map;

/** What a write that was accepted changes of miners, feeds and counters. */
record HopEffects(Plane plane) {
    void apply(HopMove move, Microbatch next, Map<Hotkey, Integer> held) {
        var state = plane.state();
        var counts = plane.counts();
        if (move.sender != null) {
            answered(move, move.sender, next);
        }
        move.blames.forEach(blame -> state.miner(blame.hotkey()).fault(blame.loads(), blame.reason()));
        if (move.lapsed != null) {
            lapsed(move.lapsed, move.lapsedOut, next);
        }
        held.forEach((hotkey, more) -> {
            var row = state.miner(hotkey);
            row.inFlight += more;
            row.taken += more;
            if (more < 0) {
                row.computed.remove(next.id());
            }
        });
        if (move.feed != null) {
            counts.redone += move.feed.redone() - state.feed(move.feed.shard()).redone();
            state.put(move.feed);
        }
        if (move.counted && next.isOpen()) {
            counts.redispatched++;
        }
        counts.completed += next.state() == State.COMPLETE ? 1 : 0;
        counts.lost += next.state() == State.LOST ? 1 : 0;
        if (!next.isOpen()) {
            plane.ended();
        }
        if (move.tracked == null) {
            state.create(next);
        } else {
            state.put(move.tracked, next);
        }
    }

    private void answered(HopMove move, MinerRow sender, Microbatch next) {
        sender.lastSeen = plane.agenda().micros();
        sender.lapses = 0;
        plane.state().activate(sender, true);
        switch (move.answer) {
            case FORWARD -> {
                plane.counts().forwards++;
                sender.computed.add(next.id());
                accepted(sender);
            }
            case BACKWARD -> {
                plane.counts().backwards++;
                accepted(sender);
                sender.taken++;
                var before = requireNonNull(move.tracked).microbatch;
                var hop = next.hops().get(before.stage());
                plane.counts().rescued += hop.rescue().isPresent() ? 1 : 0;
                // Only where a hop was done before may the row be there.
                var again = before.hops().size() > before.stage()
                        && before.hops().get(before.stage()).gradient().isPresent();
                sender.applied.put(next.id(), move.registration, hop.step(), again);
            }
            case REFUSAL -> plane.counts().refusals++;
            case NONE -> {}
        }
    }

    private void accepted(MinerRow sender) {
        sender.accepted++;
        sender.lastAccepted = plane.agenda().now();
    }

    private void lapsed(MinerRow row, boolean out, Microbatch next) {
        row.lapses++;
        row.fault(Conduct.ofHop(row.slots), "its lease of microbatch %d ran out".formatted(next.id()));
        if (out) {
            plane.state().activate(row, false);
        }
    }
}
