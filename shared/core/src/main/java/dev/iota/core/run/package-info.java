/** The specification of a run: model, stages, training and leases as validated data, and the presets. */
@NullMarked
package dev.iota.core.run;

import org.jspecify.annotations.NullMarked;
