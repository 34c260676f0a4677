package dev.iota.core.clasp;

import java.util.List;
import java.util.Optional;

/**
 * A look at all miners. What it says holds until the next one.
 *
 * @param number from 1 on
 * @param observations pathways that it rests on
 * @param share of the rate of false accusations that it could spend
 * @param miners by stage, then by hotkey
 */
public record ClaspLook(int number, long observations, double share, List<MinerEffect> miners) {
    public ClaspLook {
        miners = List.copyOf(miners);
    }

    public List<MinerEffect> suspected() {
        return miners.stream().filter(MinerEffect::suspected).toList();
    }

    public Optional<MinerEffect> of(Seat seat) {
        return miners.stream().filter(miner -> miner.seat().equals(seat)).findFirst();
    }
}
