package dev.iota.core.wire;

import java.util.Map;

/**
 * An object that may be written with one PUT, once.
 *
 * @param url presigned
 * @param headers that the signature covers and the request must carry: length and {@code If-None-Match: *}
 * @param bytes that must be sent
 */
public record Sink(String url, Map<String, String> headers, long bytes) {
    public Sink {
        headers = Map.copyOf(headers);
    }

    /** A URL is a right and stays out of logs. */
    @Override
    public String toString() {
        return "Sink[%d bytes]".formatted(bytes);
    }
}
