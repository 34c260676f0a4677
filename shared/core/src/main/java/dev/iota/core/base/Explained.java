package dev.iota.core.base;

import org.jspecify.annotations.Nullable;

/**
 * An exception whose message is written for the person who runs the program: one sentence with the cause, the value and
 * the remedy. Any other exception is a defect, or has to be put into words first.
 */
public interface Explained {
    /** The sentence. */
    @Nullable String getMessage();
}
