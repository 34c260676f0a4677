/** Child processes: what to start, who watches it, when it is started again, and how all of them end. */
@NullMarked
package dev.iota.local.runner.process;

import org.jspecify.annotations.NullMarked;
