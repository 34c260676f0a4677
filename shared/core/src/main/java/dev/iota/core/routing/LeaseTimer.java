package dev.iota.core.routing;

/**
 * A message to the timer queue, delayed until a lease should have been answered. If it was, another one follows for the
 * lease of the microbatch that is in force then; one that guards nothing any more does nothing.
 */
public record LeaseTimer(long microbatch, String lease) {}
