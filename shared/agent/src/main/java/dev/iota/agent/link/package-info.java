/**
 * The lines of an agent, miner or validator, to the outside: the orchestrator's API, the event queue and the inbox,
 * objects through presigned URLs. Next door: {@link dev.iota.agent.failure}, what may go wrong on them.
 */
@NullMarked
package dev.iota.agent.link;

import org.jspecify.annotations.NullMarked;
