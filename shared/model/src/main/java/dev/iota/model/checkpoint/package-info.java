/**
 * Weights in files: safetensors, and folders of them that say what model they are. Files, which somebody else may have
 * written, enter and are checked; named tensors leave, and the other way round. Next door:
 * {@link dev.iota.model.engine}, whose state they hold.
 */
@NullMarked
package dev.iota.model.checkpoint;

import org.jspecify.annotations.NullMarked;
