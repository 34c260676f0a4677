/**
 * Who may take part in a run, and how a miner that wastes the work of others loses its slots, its place, and wins them
 * back.
 */
@NullMarked
package dev.iota.core.admission;

import org.jspecify.annotations.NullMarked;
