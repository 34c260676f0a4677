/**
 * How the elements of a block become bytes and back: float32, bfloat16, int8, top-k, with error feedback for those
 * that lose something. Float arrays enter, bytes of a computed length leave; a decoder refuses what an encoder cannot
 * have written. Next door: {@link dev.iota.core.merge.upload}, which lays blocks out.
 */
@NullMarked
package dev.iota.core.merge.codec;

import org.jspecify.annotations.NullMarked;
