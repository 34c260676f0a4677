/**
 * What a miner keeps in its home folder: keys, wallet, session, what it refused; readable by its owner alone. Next
 * door: {@link dev.iota.miner.agent.snapshot} and {@link dev.iota.miner.agent.disk}, the larger things that it keeps.
 */
@NullMarked
package dev.iota.miner.agent.home;

import org.jspecify.annotations.NullMarked;
