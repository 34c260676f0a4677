package dev.iota.core.routing;

/**
 * A message to the timer queue, delayed until a lease should have been answered. One that guards nothing any more does
 * nothing.
 */
public record LeaseTimer(long microbatch, String lease) {}
