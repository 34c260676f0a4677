package dev.iota.local.cloud.net;

/** A request has more bytes than its service takes. */
public final class TooLargeException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Status of the answer. */
    public static final int STATUS = 413;

    TooLargeException(int longest) {
        super("the request has a body of more than %d bytes".formatted(longest));
    }
}
