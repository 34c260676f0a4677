/** Tests of the whole system. */
@NullMarked
package dev.iota.local;

import org.jspecify.annotations.NullMarked;
