/** How fast the stage engine is on this machine, against what the machine can do. */
@NullMarked
package dev.iota.model.bench;

import org.jspecify.annotations.NullMarked;
