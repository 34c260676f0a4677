package dev.iota.local.cloud.net;

import dev.iota.core.base.Explained;

/** The embedded cloud cannot start; the message is one sentence with the remedy, for a person. */
public final class CloudException extends Exception implements Explained {
    private static final long serialVersionUID = 1L;

    public CloudException(String message) {
        super(message);
    }

    public CloudException(String message, Throwable cause) {
        super(message, cause);
    }
}
