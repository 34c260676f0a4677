/**
 * Token shards as a stage takes them: a file of tokens enters, inputs and targets of microbatches leave. Next door:
 * {@link dev.iota.model.text}, which writes the shards, and {@link dev.iota.model.engine}, which computes with what
 * comes out.
 */
@NullMarked
package dev.iota.model.data;

import org.jspecify.annotations.NullMarked;
