/**
 * How the program speaks with the person at the terminal: progress, amounts, secret phrases, exit statuses. Next door:
 * {@link dev.iota.miner}, the commands that speak so.
 */
@NullMarked
package dev.iota.miner.terminal;

import org.jspecify.annotations.NullMarked;
