package dev.iota.core.routing;

import java.util.Optional;

/**
 * A message to the timer queue: look at the epoch again. One that comes for nothing does nothing.
 *
 * @param stage whose phase may be over; none: the run's
 */
public record PhaseTimer(int epoch, Optional<Integer> stage) {}
