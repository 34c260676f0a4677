/** Weights in files: safetensors, and folders of them that say what model they are. */
@NullMarked
package dev.iota.model.checkpoint;

import org.jspecify.annotations.NullMarked;
