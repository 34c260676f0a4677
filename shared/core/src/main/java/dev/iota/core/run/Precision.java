package dev.iota.core.run;

/** Element type of a computation or of a tensor on the wire. */
public enum Precision {
    FLOAT32(4),
    BFLOAT16(2);

    private final int bytes;

    Precision(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }
}
