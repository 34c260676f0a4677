/**
 * Files of an epoch: uploads as they are written, blocks, residuals, results. Tensors enter, sections of blocks
 * leave, streamed.
 */
@NullMarked
package dev.iota.miner.agent.disk;

import org.jspecify.annotations.NullMarked;
