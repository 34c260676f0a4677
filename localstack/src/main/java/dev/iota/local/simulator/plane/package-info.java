/**
 * The orchestrator of a simulated run. In: events and calls of miners, time. Out: work in their inboxes.
 *
 * <p>What decides is what decides in Lambda: {@code Transitions} with its table, {@code Eligibility}, {@code Router},
 * {@code Feed}, {@code StageAssignment}, {@code Admission}, {@code Conduct}, {@code Blame}, {@code Resumptions} and
 * {@code Holders} of core. What is a model here are the handlers, which load, write and send in the order of the
 * orchestrator's handlers of the same steps, without JSON and without the SDK; the tables, which are objects in memory
 * under the same conditions; and audits, ledgers and comparisons of pathways, which are left out.
 */
@NullMarked
package dev.iota.local.simulator.plane;

import org.jspecify.annotations.NullMarked;
