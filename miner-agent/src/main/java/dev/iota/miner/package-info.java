/**
 * The miner's program: one command for each thing that a person asks of it, from {@code run} to {@code tokenise}.
 * Options enter, from the command line, the environment or a file; text or JSON and an exit status leave. Next door:
 * {@link dev.iota.miner.agent}, which {@code run} starts.
 */
@NullMarked
package dev.iota.miner;

import org.jspecify.annotations.NullMarked;
