/**
 * What the owner of a run tells it: the commands {@code ./iota run …}, for a deployed run and for one on this machine.
 * Each asks {@code dev.iota.orchestrator.admin} and says what came of it. Commands that look at a run are next door, in
 * {@code command}.
 */
@NullMarked
package dev.iota.local.runner.owner;

import org.jspecify.annotations.NullMarked;
