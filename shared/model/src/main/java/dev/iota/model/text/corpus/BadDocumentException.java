package dev.iota.model.text.corpus;

import java.io.IOException;

/** One document cannot be used, the others can; the message is a clause that says why. */
final class BadDocumentException extends IOException {
    private static final long serialVersionUID = 1L;

    BadDocumentException(String message) {
        super(message);
    }

    /** A file may have millions of them, nobody reads where they were found, and to look there takes longest. */
    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // it changes nothing
    public Throwable fillInStackTrace() {
        return this;
    }
}
