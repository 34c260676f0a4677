/**
 * The arithmetic of a merge: N blocks and their weights enter, one block leaves, bit for bit the same on every
 * machine. Plain loops in hotkey order; no reduction whose order a compiler may choose. Next door: {@link
 * dev.iota.core.merge.step}, which applies the result.
 */
@NullMarked
package dev.iota.core.merge.aggregate;

import org.jspecify.annotations.NullMarked;
