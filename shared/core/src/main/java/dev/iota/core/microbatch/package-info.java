/** A microbatch on its way through the stages: its state, its transitions, its receipt. */
@NullMarked
package dev.iota.core.microbatch;

import org.jspecify.annotations.NullMarked;
