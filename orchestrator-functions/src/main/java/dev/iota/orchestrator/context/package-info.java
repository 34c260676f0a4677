/**
 * What every handler stands on: the services with clock and random source, the run as it stands, batches with partial
 * failures, log lines and metrics.
 */
@NullMarked
package dev.iota.orchestrator.context;

import org.jspecify.annotations.NullMarked;
