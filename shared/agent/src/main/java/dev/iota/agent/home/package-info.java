/**
 * What an agent keeps in its home folder: keys, wallet, session, what it refused, readable by its owner alone; and the
 * weights of a stage, as they are published. Next door: {@link dev.iota.agent.failure}, what is said when that fails.
 */
@NullMarked
package dev.iota.agent.home;

import org.jspecify.annotations.NullMarked;
