/** Text to tokens to token shards: tokenizers, corpora, and the packing of one into the other. */
@NullMarked
package dev.iota.model.text;

import org.jspecify.annotations.NullMarked;
