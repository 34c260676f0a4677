package dev.iota.local.cloud;

/** The embedded cloud cannot start; the message is one sentence with the remedy, for a person. */
public final class CloudException extends Exception {
    private static final long serialVersionUID = 1L;

    CloudException(String message) {
        super(message);
    }
}
