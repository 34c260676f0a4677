/**
 * Which uploads count. Blocks of uploads enter, findings leave (faults, squared norms), and from the findings that
 * owners agree on one list of who is kept, scaled or left out, with reasons. Next door: {@link
 * dev.iota.core.merge.shard}, which makes two owners agree.
 */
@NullMarked
package dev.iota.core.merge.inspect;

import org.jspecify.annotations.NullMarked;
