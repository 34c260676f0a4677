package dev.iota.core.epoch;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.wire.MergeTraffic;

/** What a miner of a stage says that it moved for the merge of an epoch. */
public record TrafficState(int epoch, int stage, Hotkey hotkey, MergeTraffic traffic) implements EpochPart {
    /** It is written once. */
    @Override
    public long version() {
        return 0;
    }
}
