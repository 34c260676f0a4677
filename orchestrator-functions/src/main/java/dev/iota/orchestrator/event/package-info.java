/**
 * What miners said, event by event: admission of a sender, then the change that follows. Next door: {@link
 * dev.iota.orchestrator.hop} and {@link dev.iota.orchestrator.merge}, which make the change.
 */
@NullMarked
package dev.iota.orchestrator.event;

import org.jspecify.annotations.NullMarked;
