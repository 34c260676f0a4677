package dev.iota.core.data;

import static dev.iota.core.base.Require.require;

/**
 * A part of an object.
 *
 * @param offset first byte, from 0
 * @param length bytes
 */
public record ByteRange(long offset, long length) {

    public ByteRange {
        require(
                offset >= 0 && length > 0 && offset <= Long.MAX_VALUE - length,
                "a byte range of %d bytes at %d is impossible",
                length,
                offset);
    }

    /** The first byte after the range. */
    public long end() {
        return offset + length;
    }

    /** The value of an HTTP {@code Range} header that asks for exactly this part (RFC 9110, section 14.1.2). */
    public String header() {
        return "bytes=" + offset + "-" + (end() - 1);
    }
}
