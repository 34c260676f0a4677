/**
 * Text on its way to the tokens that a model is trained on: what all rooms below share, which is how a failure is told.
 * {@link dev.iota.model.text.corpus} reads documents, {@link dev.iota.model.text.tokenizer} turns them into tokens,
 * and {@link dev.iota.model.text.packing} makes token shards of both.
 */
@NullMarked
package dev.iota.model.text;

import org.jspecify.annotations.NullMarked;
