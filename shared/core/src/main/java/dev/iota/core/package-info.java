/** The domain: words as records, decisions as pure functions. No I/O, no clock, no random source of its own. */
@NullMarked
package dev.iota.core;

import org.jspecify.annotations.NullMarked;
