package dev.iota.core.routing;

import dev.iota.core.identity.Hotkey;

/**
 * A message to the timer queue: go on to take back what earlier processes of a miner had. One that comes for nothing,
 * or for a registration that a newer one followed, does nothing.
 *
 * @param registration that follows them
 */
public record TakeoverTimer(Hotkey hotkey, long registration) {}
