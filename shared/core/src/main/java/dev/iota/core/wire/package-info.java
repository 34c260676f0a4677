/**
 * What crosses the network: work, events, signed events and tensors, in fixed formats whose readers trust nothing.
 * Records enter, text and bytes leave, and the other way round with every check. Next door: {@link
 * dev.iota.core.api}, the bodies of HTTP calls.
 */
@NullMarked
package dev.iota.core.wire;

import org.jspecify.annotations.NullMarked;
