/**
 * What a person asked {@code train} for, and what follows from it before anything is started: how the run is cut into
 * epochs, and what the person has to put right first.
 */
@NullMarked
package dev.iota.local.runner.options;

import org.jspecify.annotations.NullMarked;
