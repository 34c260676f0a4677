package dev.iota.core.audit;

import dev.iota.core.identity.Hotkey;

/**
 * A hop of a watched miner, as it was when its backward was accepted.
 *
 * @param hotkey of the miner
 * @param seconds that it was busy with it
 * @param peak of the schedule of the learning rate, which an operator may change between two epochs
 * @param hop what it read, stored and reported
 */
public record WatchedHop(Hotkey hotkey, double seconds, double peak, Evidence.OfHop hop) {
    public long microbatch() {
        return hop.hop().microbatch();
    }
}
