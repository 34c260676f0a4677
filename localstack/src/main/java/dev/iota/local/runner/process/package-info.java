/**
 * The processes of a run, and how they are kept alive: the cloud, the miners, and the tools of the miner agent that do
 * one thing and end. {@link dev.iota.local.runner.process.Supervisor} starts again what dies. In come a run folder and
 * a command; out come a {@link dev.iota.local.runner.process.Child} and news of it.
 */
@NullMarked
package dev.iota.local.runner.process;

import org.jspecify.annotations.NullMarked;
