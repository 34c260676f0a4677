package dev.iota.core.merge.codec;

import static dev.iota.core.base.Require.require;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.iota.core.base.MalformedException;
import dev.iota.core.merge.inspect.Inspection;

/**
 * How a block of float32 elements becomes bytes, little-endian. Every block is encoded by itself, into a number of
 * bytes that follows from its length alone, so every block of an object has a computable place.
 */
public sealed interface Codec permits Float32Codec, BFloat16Codec, Int8Codec, TopKCodec {

    /** Its name, as {@link #of} reads it. */
    @JsonValue
    String name();

    /** Bytes of an encoded block of {@code length} elements. */
    int bytes(int length);

    /** Whether decoding gives back what was encoded, bit for bit. */
    boolean lossless();

    /**
     * Encodes the first {@code length} elements.
     *
     * @throws IllegalArgumentException if one is not finite, or too large for the codec
     */
    byte[] encode(float[] values, int length);

    /**
     * Decodes a block into the first {@code length} elements of {@code out}. Whatever the bytes, nothing but
     * {@code out} is touched. Values that the encoding can express may be infinite or NaN: {@link Inspection} finds
     * them.
     *
     * @throws MalformedException if the bytes are no block of this length
     */
    void decode(byte[] block, int length, float[] out);

    /** Where a block starts, in bytes from the start of the layout. */
    default long offset(BlockLayout layout, int block) {
        layout.first(block);
        return (long) block * bytes(BlockLayout.ELEMENTS);
    }

    /** Bytes of the whole layout. */
    default long bytes(BlockLayout layout) {
        var last = layout.blocks() - 1;
        return offset(layout, last) + bytes(layout.length(last));
    }

    /**
     * The codec of this name: {@code float32}, {@code bfloat16}, {@code int8} or {@code top-k:K} with K elements kept
     * of a block.
     *
     * @throws MalformedException if there is none
     */
    @JsonCreator
    static Codec of(String name) {
        return switch (name) {
            case Float32Codec.NAME -> new Float32Codec();
            case BFloat16Codec.NAME -> new BFloat16Codec();
            case Int8Codec.NAME -> new Int8Codec();
            default -> {
                require(
                        name.matches(TopKCodec.PREFIX + "[1-9][0-9]{0,5}"),
                        "codec '%s'; wanted float32, bfloat16, int8 or top-k:K with K of the %d elements of a block",
                        name,
                        BlockLayout.ELEMENTS);
                yield new TopKCodec(Integer.parseInt(name.substring(TopKCodec.PREFIX.length())));
            }
        };
    }
}
