/**
 * A trained model in one process: a checkpoint enters, losses and next tokens leave. Next door:
 * {@link dev.iota.miner.agent}, which trains one stage of it.
 */
@NullMarked
package dev.iota.miner.inference;

import org.jspecify.annotations.NullMarked;
