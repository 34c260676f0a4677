/** What crosses the network: work, events and tensors, in fixed formats whose readers trust nothing. */
@NullMarked
package dev.iota.core.wire;

import org.jspecify.annotations.NullMarked;
