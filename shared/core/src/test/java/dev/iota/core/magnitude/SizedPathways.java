package dev.iota.core.magnitude;

import dev.iota.core.clasp.Seat;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.microbatch.Hop;
import dev.iota.core.microbatch.Hop.Stored;
import dev.iota.core.wire.Magnitude;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;

/**
 * Hops of a pipeline whose sizes are made up: each microbatch has a size of its own, each stage makes it larger, each
 * miner by a little more or less than others, another little in every epoch.
 */
final class SizedPathways {
    static final int STAGES = 3;

    /** Logarithm by which one microbatch differs from another in what a stage makes of it. */
    static final double NOISE = 0.01;

    /** To make an address takes longer than all else here. */
    private static final List<Hotkey> HOTKEYS = IntStream.range(0, 64)
            .mapToObj(number -> Hotkey.of(ByteBuffer.allocate(32).putInt(number).array()))
            .toList();

    private final SplittableRandom random;
    private final int miners;
    private final DoubleSupplier drift;
    private final Map<Seat, Double> gains = new HashMap<>();
    private final Map<Seat, Double> lies = new HashMap<>();

    /** @param spread standard deviation of the logarithms by which honest miners differ */
    SizedPathways(long seed, int miners, double spread) {
        random = new SplittableRandom(seed);
        this.miners = miners;
        drift = () -> spread * random.nextGaussian();
    }

    /** The m-th miner of a stage. */
    static Seat seat(int stage, int miner) {
        return new Seat(stage, HOTKEYS.get(stage * 16 + miner));
    }

    /** @param logarithm by which what the miner stores is larger than an honest one's would be */
    SizedPathways growing(Seat seat, double logarithm) {
        gains.put(seat, logarithm);
        return this;
    }

    /** @param factor by which the miner says that what it stores is larger than it is */
    SizedPathways lying(Seat seat, double factor) {
        lies.put(seat, factor);
        return this;
    }

    List<List<Hop>> epoch(int microbatches) {
        var drifts = new HashMap<Seat, Double>();
        var pathways = new ArrayList<List<Hop>>();
        for (var microbatch = 0; microbatch < microbatches; microbatch++) {
            var seats = IntStream.range(0, STAGES)
                    .mapToObj(stage -> seat(stage, random.nextInt(miners)))
                    .toList();
            seats.forEach(seat -> drifts.computeIfAbsent(seat, _ -> drift.getAsDouble()));
            pathways.add(hops(seats, drifts, 1 + microbatch / 10));
        }
        return pathways;
    }

    private List<Hop> hops(List<Seat> seats, Map<Seat, Double> drifts, int step) {
        var activations = new ArrayList<Optional<Stored>>();
        var size = 0.1 * random.nextGaussian();
        for (var stage = 0; stage < STAGES - 1; stage++) {
            size += 0.2 + NOISE * random.nextGaussian() + gain(seats.get(stage), drifts);
            activations.add(Optional.of(stored(size, seats.get(stage), seats.get(stage + 1))));
        }
        activations.add(Optional.empty());
        var gradients = new ArrayList<Optional<Stored>>();
        size = -5 + 0.1 * random.nextGaussian();
        for (var stage = STAGES - 1; stage > 0; stage--) {
            size += 0.2 + NOISE * random.nextGaussian() + gain(seats.get(stage), drifts);
            gradients.addFirst(Optional.of(stored(size, seats.get(stage), seats.get(stage - 1))));
        }
        gradients.addFirst(Optional.empty());
        return IntStream.range(0, STAGES)
                .mapToObj(stage -> new Hop(
                        seats.get(stage).miner(),
                        step,
                        activations.get(stage),
                        gradients.get(stage),
                        1,
                        Optional.empty(),
                        Optional.empty()))
                .toList();
    }

    private double gain(Seat seat, Map<Seat, Double> drifts) {
        return drifts.getOrDefault(seat, 0.0) + gains.getOrDefault(seat, 0.0);
    }

    private Stored stored(double size, Seat producer, Seat reader) {
        var rms = Math.exp(size);
        var mean = (float) (0.01 * rms * random.nextGaussian());
        return new Stored(
                "lease",
                "hash",
                new Magnitude(mean, (float) (rms * lies.getOrDefault(producer, 1.0))),
                Optional.of(new Magnitude(mean, (float) (rms * lies.getOrDefault(reader, 1.0)))));
    }
}
