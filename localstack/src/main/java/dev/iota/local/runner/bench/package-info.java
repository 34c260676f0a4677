/** The swarm's speed beside that of the same model in one process. */
@NullMarked
package dev.iota.local.runner.bench;

import org.jspecify.annotations.NullMarked;
