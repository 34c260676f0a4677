package dev.iota.core.wire;

/** Element type of a computation or of a tensor on the wire. */
public enum Precision {
    FLOAT32(4, 0),
    BFLOAT16(2, 1);

    private final int bytes;
    private final byte code;

    Precision(int bytes, int code) {
        this.bytes = bytes;
        this.code = (byte) code;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /** How it is written in binary formats. */
    public byte code() {
        return code;
    }
}
