package dev.iota.core.epoch;

/**
 * A task of the state machine that waits for an answer.
 *
 * @param phase with whose end it is answered
 * @param token to answer with
 */
public record Waiting<P extends Enum<P>>(P phase, String token) {}
