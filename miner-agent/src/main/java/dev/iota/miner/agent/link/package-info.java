/**
 * The lines to the outside: the orchestrator's API, the inbox, the event queue, objects through presigned URLs. Next
 * door: {@link dev.iota.miner.agent.failure}, what may go wrong on them.
 */
@NullMarked
package dev.iota.miner.agent.link;

import org.jspecify.annotations.NullMarked;
