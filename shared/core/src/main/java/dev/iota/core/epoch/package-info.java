/** The phases of an epoch: when each ends, and why. */
@NullMarked
package dev.iota.core.epoch;

import org.jspecify.annotations.NullMarked;
