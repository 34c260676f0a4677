package dev.iota.local.runner.operator;

import dev.iota.core.api.StatusResponse;

/**
 * Where a stretch of training began and where it is to end.
 *
 * @param before what the orchestrator said when it began
 * @param completed microbatches of the whole run at its end; without a limit more than there will ever be
 */
public record Goal(StatusResponse before, long completed) {}
