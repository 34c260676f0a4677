package dev.iota.core.clasp;

import dev.iota.core.identity.Hotkey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Pathways of a stage pipeline whose losses are made up: N(4.5, 0.2) and what a miner adds. */
final class PathwaySource {
    static final double LOSS = 4.5;
    static final double DEVIATION = 0.2;

    private static final int STAGES = 5;
    private static final int MINERS = 5;

    /** To make an address takes longer than all else here. */
    private static final List<Seat> SEATS = IntStream.range(0, STAGES * MINERS)
            .mapToObj(number -> new Seat(number / MINERS, miner(number)))
            .toList();

    private final RandomGenerator random;
    private final Map<Seat, Double> harm = new HashMap<>();

    PathwaySource(long seed) {
        random = new SplittableRandom(seed);
    }

    static Hotkey miner(int number) {
        return Hotkey.of(ByteBuffer.allocate(32).putInt(number).array());
    }

    /** The m-th miner of a stage. */
    static Seat seat(int stage, int miner) {
        return SEATS.get(stage * MINERS + miner);
    }

    /** @param nats that the miner adds to the loss of its pathways */
    PathwaySource harming(Seat seat, double nats) {
        harm.put(seat, nats);
        return this;
    }

    List<SampledPathway> batch(long epoch, int size) {
        var batch = new ArrayList<SampledPathway>();
        for (var i = 0; i < size; i++) {
            batch.add(pathway(epoch, randomMiners(), LOSS + normal(), OptionalDouble.empty(), false));
        }
        return batch;
    }

    /** @param loss without what the miners add */
    SampledPathway pathway(long epoch, List<Hotkey> miners, double loss, OptionalDouble difficulty, boolean rescued) {
        var added = 0.0;
        for (var stage = 0; stage < miners.size(); stage++) {
            added += harm.getOrDefault(new Seat(stage, miners.get(stage)), 0.0);
        }
        return new SampledPathway(epoch, miners, loss + added, difficulty, rescued);
    }

    List<Hotkey> randomMiners() {
        var miners = new ArrayList<Hotkey>();
        for (var stage = 0; stage < STAGES; stage++) {
            miners.add(seat(stage, random.nextInt(MINERS)).miner());
        }
        return miners;
    }

    double normal() {
        return DEVIATION * random.nextGaussian();
    }

    RandomGenerator random() {
        return random;
    }
}
