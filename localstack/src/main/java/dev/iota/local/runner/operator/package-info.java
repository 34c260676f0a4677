/**
 * A run from its operator's side: sets it up, opens and closes it, and reads what came of it. In comes a specification
 * and where the cloud is; out come the answers and {@link dev.iota.local.runner.operator.Books} of its tables. It
 * speaks to the tables and objects of a run through the orchestrator's own classes and starts no process.
 */
@NullMarked
package dev.iota.local.runner.operator;

import org.jspecify.annotations.NullMarked;
