package dev.iota.model.checkpoint;

/** Element types of tensors in a file, little-endian. The names are those of the safetensors format. */
public enum ElementType {
    F32(4),
    /** The upper half of a float32. */
    BF16(2),
    I64(8);

    private final int bytes;

    ElementType(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }
}
