/**
 * A corpus into token shards: sections are shuffled, cut into windows, divided into what is trained on and what is held
 * out, and written with a manifest. Sections and a tokenizer enter; shards and their
 * {@link dev.iota.core.data.DataManifest} leave. The same seed gives the same shards.
 */
@NullMarked
package dev.iota.model.text.packing;

import org.jspecify.annotations.NullMarked;
