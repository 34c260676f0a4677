/**
 * The tensor library: starting it, loading programs into it, and moving bytes between it and Java. Nothing else calls
 * DJL directly.
 */
@NullMarked
package dev.iota.model.torch;

import org.jspecify.annotations.NullMarked;
