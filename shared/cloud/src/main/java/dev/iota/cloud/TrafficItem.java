package dev.iota.cloud;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.MergeTraffic;

/** What a miner of a stage says that it moved for the merge of an epoch. */
public record TrafficItem(int epoch, int stage, Hotkey hotkey, MergeTraffic traffic) {}
