package dev.iota.research.clasp;

import dev.iota.core.clasp.SampledPathway;
import dev.iota.core.clasp.Seat;
import dev.iota.core.identity.Hotkey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Pathways through five stages of five miners, drawn at random as the router does, and made-up losses. */
final class SimulatedPathways {
    /** Pathways of an epoch. */
    static final int EPOCH = 100;

    static final int STAGES = 5;
    static final int MINERS = 5;

    private static final double LOSS = 4.5;
    private static final double DEVIATION = 0.2;
    private static final List<List<Seat>> SEATS = seats();

    /** For whom the owner vouches. */
    private static final Hotkey REFERENCE = hotkey(STAGES * MINERS);

    private final RandomGenerator random;
    private final Scenario scenario;
    private final Set<Seat> bad;
    private final int epochs;

    /** @param epochs that will be drawn */
    SimulatedPathways(Scenario scenario, int epochs, RandomGenerator random) {
        this.scenario = scenario;
        this.random = random;
        this.epochs = epochs;
        bad = scenario.draw(SEATS, random);
    }

    Set<Seat> bad() {
        return bad;
    }

    Set<Hotkey> references() {
        return scenario.reference() ? Set.of(REFERENCE) : Set.of();
    }

    List<SampledPathway> epoch(int epoch) {
        var pathways = new ArrayList<SampledPathway>(EPOCH);
        for (var i = 0; i < EPOCH; i++) {
            pathways.add(scenario.conditions() == Conditions.HARD ? hard(epoch) : plain(epoch));
        }
        return pathways;
    }

    private SampledPathway plain(int epoch) {
        var numbers = new int[STAGES];
        for (var stage = 0; stage < STAGES; stage++) {
            numbers[stage] = random.nextInt(MINERS);
        }
        return pathway(epoch, numbers, DEVIATION * random.nextGaussian(), OptionalDouble.empty(), false);
    }

    private SampledPathway hard(int epoch) {
        var numbers = new int[STAGES];
        var spread = DEVIATION;
        var firsts = 0;
        for (var stage = 0; stage < STAGES; stage++) {
            numbers[stage] = unevenly(epoch);
            firsts += numbers[stage] == 0 ? 1 : 0;
            // The second miner's pathways are noisy, the third's quiet.
            spread *= numbers[stage] == 1 ? 1.4 : numbers[stage] == 2 ? 0.7 : 1;
        }
        var rescued = random.nextDouble() < (firsts > 0 ? 0.06 : 0.03);
        var harder = 0.3 * random.nextGaussian();
        var level = -1.0 * epoch / epochs;
        var known = random.nextDouble() < 0.8;
        return pathway(
                epoch,
                numbers,
                level + harder + (rescued ? 0.1 : 0) + spread * random.nextGaussian(),
                known ? OptionalDouble.of(LOSS + level + harder) : OptionalDouble.empty(),
                rescued);
    }

    /** The last miner of a stage joins in the middle; the one before has a fifth of the others' work. */
    private int unevenly(int epoch) {
        var weighted = random.nextInt(epoch < epochs / 2 ? 16 : 21);
        return weighted < 15 ? weighted / 5 : weighted < 16 ? 3 : 4;
    }

    private SampledPathway pathway(int epoch, int[] numbers, double above, OptionalDouble difficulty, boolean rescued) {
        var miners = new ArrayList<Hotkey>(STAGES);
        var loss = LOSS + above;
        for (var stage = 0; stage < STAGES; stage++) {
            if (scenario.reference() && stage == epoch % STAGES && random.nextInt(MINERS + 1) == MINERS) {
                miners.add(REFERENCE);
                continue;
            }
            var seat = SEATS.get(stage).get(numbers[stage]);
            miners.add(seat.miner());
            loss += bad.contains(seat) ? scenario.raised() * LOSS : 0;
        }
        return new SampledPathway(epoch, miners, Math.max(0, loss), difficulty, rescued);
    }

    private static Hotkey hotkey(int number) {
        return Hotkey.of(ByteBuffer.allocate(32).putInt(number).array());
    }

    private static List<List<Seat>> seats() {
        var seats = new ArrayList<List<Seat>>();
        for (var stage = 0; stage < STAGES; stage++) {
            var miners = new ArrayList<Seat>();
            for (var miner = 0; miner < MINERS; miner++) {
                miners.add(new Seat(stage, hotkey(stage * MINERS + miner)));
            }
            seats.add(List.copyOf(miners));
        }
        return List.copyOf(seats);
    }
}
