/** What came of a run: the figures at its end, from the orchestrator's tables and the processes. */
@NullMarked
package dev.iota.local.runner.report;

import org.jspecify.annotations.NullMarked;
