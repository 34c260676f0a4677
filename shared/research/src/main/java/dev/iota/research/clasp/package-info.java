/**
 * How well miners that raise the loss are found: simulated pathways enter, precision and recall leave, of CLASP as runs
 * use it and of the rule that the IOTA primer proposes. Next door: {@link dev.iota.core.clasp}, which is measured here.
 */
@NullMarked
package dev.iota.research.clasp;

import org.jspecify.annotations.NullMarked;
