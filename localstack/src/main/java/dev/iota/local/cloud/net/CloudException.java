package dev.iota.local.cloud.net;

/** The embedded cloud cannot start; the message is one sentence with the remedy, for a person. */
public final class CloudException extends Exception {
    private static final long serialVersionUID = 1L;

    public CloudException(String message) {
        super(message);
    }
}
