package dev.iota.cloud.table;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.wire.MergeTraffic;

/** What a miner of a stage says that it moved for the merge of an epoch. */
public record TrafficItem(int epoch, int stage, Hotkey hotkey, MergeTraffic traffic) implements EpochRow {
    @Override
    public EpochKey key() {
        return EpochKey.traffic(epoch, hotkey);
    }

    /** It is written once. */
    @Override
    public long version() {
        return 0;
    }
}
