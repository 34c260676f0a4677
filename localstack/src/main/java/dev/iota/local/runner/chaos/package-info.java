/**
 * {@code ./iota chaos}: trains small models as processes, does to one process of each run what happens to processes,
 * and checks what must hold all the same. In come minutes and a seed, or one
 * {@link dev.iota.local.runner.chaos.Cell}; out come a table, and an exit status that says whether something was found.
 * {@link dev.iota.local.runner.chaos.CellTrial} is the way through one cell,
 * {@link dev.iota.local.runner.chaos.Invariants} are the rules. The runs that it starts are those of
 * {@link dev.iota.local.runner}, from outside: as {@code ./iota train} and nothing else.
 */
@NullMarked
package dev.iota.local.runner.chaos;

import org.jspecify.annotations.NullMarked;
