package dev.iota.cloud.reader;

import java.io.IOException;

/** Answers requests of the read API. */
@FunctionalInterface
public interface ViewSource {
    /** An answer, whatever it is. */
    record Answer(int status, String body) {}

    /**
     * @param path such as {@code /v1/run}
     * @param query such as {@code limit=3}; empty for none
     */
    Answer get(String path, String query) throws IOException, InterruptedException;
}
