/** What a miner keeps in its home folder: keys, wallet, session, what it refused; readable by its owner alone. */
@NullMarked
package dev.iota.miner.agent.home;

import org.jspecify.annotations.NullMarked;
