/** What is simulated, as files: a swarm, its devices and lines, the orchestrator, and what goes wrong. */
@NullMarked
package dev.iota.local.simulator.scenario;

import org.jspecify.annotations.NullMarked;
