package dev.iota.cloud;

import dev.iota.core.identity.Hotkey;
import java.time.Instant;

/** A miner that was given a stage. */
public record Placement(Hotkey hotkey, int stage, Instant at) {}
