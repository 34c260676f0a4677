/**
 * Text to tokens and back: bytes as they are, or a {@code tokenizer.json}, which somebody else wrote. Text enters,
 * token ids leave. Next door: {@link dev.iota.model.text.packing}, which asks for them.
 */
@NullMarked
package dev.iota.model.text.tokenizer;

import org.jspecify.annotations.NullMarked;
