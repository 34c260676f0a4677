package dev.iota.core.wire;

import java.util.Map;
import java.util.Optional;

/**
 * An object, or a range of one, that may be read with one GET.
 *
 * @param url presigned
 * @param headers that the signature covers and the request must carry, a range among them
 * @param bytes that will come
 * @param sha256 of those bytes, where it is known
 */
public record Source(String url, Map<String, String> headers, long bytes, Optional<String> sha256) {
    public Source {
        headers = Map.copyOf(headers);
    }

    /** A URL is a right and stays out of logs. */
    @Override
    public String toString() {
        return "Source[%d bytes, SHA-256 %s]".formatted(bytes, sha256.orElse("not known"));
    }
}
