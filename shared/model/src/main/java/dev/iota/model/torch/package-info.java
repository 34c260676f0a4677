/**
 * The tensor library: starting it, loading programs into it, moving bytes between it and Java, and measuring what it
 * holds. Device and thread count are decided here and nowhere else. Tensors are DJL's own: the classes of
 * {@link dev.iota.model.engine}, {@link dev.iota.model.optim} and {@link dev.iota.model.bench} call DJL for what they
 * compute. The other packages do without tensors; {@link dev.iota.model.text.tokenizer} calls DJL's tokenizers.
 */
@NullMarked
package dev.iota.model.torch;

import org.jspecify.annotations.NullMarked;
