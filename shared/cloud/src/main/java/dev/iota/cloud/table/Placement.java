package dev.iota.cloud.table;

import dev.iota.core.identity.Hotkey;
import java.time.Instant;

/** A miner that was given a stage. */
public record Placement(Hotkey hotkey, int stage, Instant at) {}
