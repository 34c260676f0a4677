package dev.iota.agent.link;

import dev.iota.agent.failure.InputBadException;
import dev.iota.agent.failure.TooLateException;
import dev.iota.core.wire.Source;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/** Where objects are read from. */
@FunctionalInterface
public interface ObjectReader {
    /**
     * Reads an object and checks its length and, where it is declared, its hash.
     *
     * @param deadline when the right to read it ends
     * @throws InputBadException if it is missing or is not what was declared
     * @throws TooLateException if the right ended before it could be read
     */
    PresignedObjects.Fetched get(Source source, Instant deadline)
            throws InputBadException, TooLateException, InterruptedException;

    /** Reads a range of an object; as {@link #get(Source, Instant)}, but only the length need be checked. */
    default byte[] get(Source source, long from, int length, Instant deadline)
            throws InputBadException, TooLateException, InterruptedException {
        var first = Math.toIntExact(from);
        return Arrays.copyOfRange(get(source, deadline).bytes(), first, first + length);
    }

    /** Reads an object that is text, and whose hash must be declared. */
    default String text(Source source, Instant deadline)
            throws InputBadException, TooLateException, InterruptedException {
        if (source.sha256().isEmpty()) {
            throw new InputBadException("the object has no declared hash");
        }
        return new String(get(source, deadline).bytes(), StandardCharsets.UTF_8);
    }
}
