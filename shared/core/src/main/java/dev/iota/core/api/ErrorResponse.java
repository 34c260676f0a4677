package dev.iota.core.api;

import java.util.Optional;

/**
 * The body of every refusal.
 *
 * @param error one sentence
 * @param retryAfterSeconds when trying again may help
 * @param time the server's clock, in milliseconds since 1970, for a caller whose clock is off
 */
public record ErrorResponse(String error, Optional<Long> retryAfterSeconds, Optional<Long> time) {}
