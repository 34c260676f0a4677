package dev.iota.agent.link;

import dev.iota.agent.failure.InputBadException;
import dev.iota.agent.failure.TooLateException;
import dev.iota.core.wire.Source;
import java.time.Instant;

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
}
