package dev.iota.core.epoch;

/** What an epoch consists of: itself, and of each stage its merge, uploads and shards. Each is written by itself. */
public sealed interface EpochPart permits Epoch, StageMerge, UploadState, ShardState, TrafficState, HeldOutState {
    /** Counts its writes: it takes the place of the version before it and of no other. */
    long version();
}
