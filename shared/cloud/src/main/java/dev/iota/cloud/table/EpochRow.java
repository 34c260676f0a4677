package dev.iota.cloud.table;

/** An item of the {@link EpochTable}. */
public sealed interface EpochRow permits EpochItem, StageItem, UploadItem, ShardItem, TrafficItem {
    /** Where it is in the table. */
    EpochKey key();

    /** Counts its writes: it takes the place of the version before it and of no other. */
    long version();
}
