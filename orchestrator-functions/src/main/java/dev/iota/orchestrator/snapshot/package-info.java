/**
 * What functions do before Lambda takes the snapshot that their processes start from, and after one was restored: the
 * handler's services enter, and come out with classes loaded and calls rehearsed. Nothing that is taken into the
 * snapshot may be of one time or one process: no connection to a service, no credentials, no random number. See
 * {@link dev.iota.orchestrator.context.RenewedRandom} for the last.
 */
@NullMarked
package dev.iota.orchestrator.snapshot;

import org.jspecify.annotations.NullMarked;
