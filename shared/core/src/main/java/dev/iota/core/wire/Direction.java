package dev.iota.core.wire;

/**
 * Which way a microbatch is going. At the tail a forward includes the backward: it answers with a
 * {@link Event.BackwardDone}.
 */
public enum Direction {
    FORWARD,
    BACKWARD
}
