/** The whole system on one machine. */
@NullMarked
package dev.iota.local;

import org.jspecify.annotations.NullMarked;
