/**
 * Lines between processes of one machine that are as thin and as long as a test wants them: what crosses them is
 * packets of the kernel, so that connections behave as they do over such a line. In come a rate and a delay, out go
 * places that a process is started in. Next door, the tests of the runner put whole runs on them.
 */
@NullMarked
package dev.iota.local.runner.line;

import org.jspecify.annotations.NullMarked;
