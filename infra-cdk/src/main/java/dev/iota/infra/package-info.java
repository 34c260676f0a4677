/** The deployable stack. */
@NullMarked
package dev.iota.infra;

import org.jspecify.annotations.NullMarked;
