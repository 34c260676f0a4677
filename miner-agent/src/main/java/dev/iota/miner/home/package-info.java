/**
 * The home folder of the miners of a machine, seen from outside: where their process answers, and what is on the disk
 * while none runs. The folder enters; {@link dev.iota.miner.home.HomeView} leaves, for the command {@code status}. Next
 * door: {@link dev.iota.miner.agent.view}, what a running miner says.
 */
@NullMarked
package dev.iota.miner.home;

import org.jspecify.annotations.NullMarked;
