/**
 * The specification of a run: model, stages, training, epochs, leases and limits as validated data, and the presets.
 * YAML enters, records leave.
 */
@NullMarked
package dev.iota.core.run;

import org.jspecify.annotations.NullMarked;
