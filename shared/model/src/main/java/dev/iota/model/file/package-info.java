/** Files that are either there as a whole or not at all. */
@NullMarked
package dev.iota.model.file;

import org.jspecify.annotations.NullMarked;
