/**
 * The orchestrator's Lambda functions, one small class each: a request, a batch of messages or a task of the state
 * machine enters; what has to be done is in the packages below. They hold nothing between calls but caches.
 */
@NullMarked
package dev.iota.orchestrator;

import org.jspecify.annotations.NullMarked;
