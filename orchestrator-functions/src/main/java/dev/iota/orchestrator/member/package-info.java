/**
 * Who takes part: registration, takeover of a session, heartbeats, evictions. Signed requests enter, sessions and
 * credentials leave. Next door: {@link dev.iota.orchestrator.hop}, which gives the members work.
 */
@NullMarked
package dev.iota.orchestrator.member;

import org.jspecify.annotations.NullMarked;
