/**
 * What a miner uploads at the end of an epoch: payload, manifest, sections of blocks, and the log of the steps in it.
 * Next door: {@link dev.iota.core.merge.codec}, the bytes of a block, and {@link dev.iota.core.merge.inspect}, which
 * looks at them.
 */
@NullMarked
package dev.iota.core.merge.upload;

import org.jspecify.annotations.NullMarked;
