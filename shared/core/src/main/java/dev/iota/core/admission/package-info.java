/**
 * Who may take part in a run, and how a miner that wastes the work of others loses its slots, its place, and wins them
 * back. In: what is on record about a miner's conduct, and what it did. Out: whose fault it was, how many slots a miner
 * has, when it may come back. Next door: {@link dev.iota.core.routing} gives work to those who have slots.
 */
@NullMarked
package dev.iota.core.admission;

import org.jspecify.annotations.NullMarked;
