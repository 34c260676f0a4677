package dev.iota.core.score;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.run.ScoreSpec;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * Who gets what of 2⁶⁴ units. What is burned and what miners get add up to that exactly.
 *
 * @param toMiners what is left for miners once the run's owner has the part that is always burned
 * @param cap most that one miner gets
 * @param miners everybody who worked in the window, in hotkey order
 * @param burned what the owner gets: its part, and what no miner can be given
 */
public record Shares(Units toMiners, Units cap, List<MinerShare> miners, Units burned) {

    /**
     * What one miner gets.
     *
     * @param score I_m: the sum of its scores in the window
     * @param capped whether it would get more without the cap
     * @param share of 2⁶⁴
     */
    public record MinerShare(Hotkey hotkey, Units score, boolean capped, Units share) {}

    public Shares {
        miners = List.copyOf(miners);
    }

    /** A miner, and its I_m. */
    private record Scored(Hotkey hotkey, Units score) {}

    /**
     * Shares in proportion to scores. Who would get more than the cap gets the cap, and the others share what is left
     * in proportion again, until nobody is above it. What is left when everybody has the cap is burned, and so is
     * everything where nobody scored.
     */
    public static Shares of(SortedMap<Hotkey, Units> scores, ScoreSpec rules) {
        var toMiners = Units.WHOLE.minus(Units.WHOLE.millionths(rules.burnMillionths()));
        var cap = toMiners.millionths(rules.capMillionths());
        var open = scores.entrySet().stream()
                .filter(entry -> !entry.getValue().isZero())
                .map(entry -> new Scored(entry.getKey(), entry.getValue()))
                .collect(Collectors.toCollection(ArrayList::new));
        var shares = new HashMap<Hotkey, Units>();
        var capped = new HashSet<Hotkey>();
        var left = toMiners;
        for (var above = above(open, left, cap); !above.isEmpty(); above = above(open, left, cap)) {
            for (var miner : above) {
                capped.add(miner.hotkey());
                shares.put(miner.hotkey(), cap);
                left = left.minus(cap);
            }
            open.removeAll(above);
        }
        var rest = Apportionment.of(
                left, open.stream().map(miner -> miner.score().value()).toList());
        for (var i = 0; i < open.size(); i++) {
            shares.put(open.get(i).hotkey(), rest.get(i));
        }
        var given = shares.values().stream().reduce(Units.ZERO, Units::plus);
        return new Shares(
                toMiners,
                cap,
                scores.entrySet().stream()
                        .map(entry -> new MinerShare(
                                entry.getKey(),
                                entry.getValue(),
                                capped.contains(entry.getKey()),
                                shares.getOrDefault(entry.getKey(), Units.ZERO)))
                        .toList(),
                Units.WHOLE.minus(given));
    }

    /** Those of them who would get more than the cap. */
    private static List<Scored> above(List<Scored> open, Units left, Units cap) {
        var sum = open.stream().map(miner -> miner.score().value()).reduce(BigInteger.ZERO, BigInteger::add);
        return open.stream()
                .filter(miner -> left.value()
                                .multiply(miner.score().value())
                                .compareTo(cap.value().multiply(sum))
                        > 0)
                .toList();
    }

    /** What a miner gets. */
    public Units of(Hotkey hotkey) {
        return miners.stream()
                .filter(miner -> miner.hotkey().equals(hotkey))
                .map(MinerShare::share)
                .findFirst()
                .orElse(Units.ZERO);
    }
}
