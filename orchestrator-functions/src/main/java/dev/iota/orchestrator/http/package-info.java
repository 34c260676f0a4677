/**
 * The HTTP API in front of its functions: signatures, proofs against repetition, limits on calls, and refusals that
 * name their reason.
 */
@NullMarked
package dev.iota.orchestrator.http;

import org.jspecify.annotations.NullMarked;
