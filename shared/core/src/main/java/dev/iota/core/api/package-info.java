/**
 * Requests and responses of the orchestrator's HTTP API, as JSON. Every request is a
 * {@link dev.iota.core.identity.SignedRequest}.
 */
@NullMarked
package dev.iota.core.api;

import org.jspecify.annotations.NullMarked;
