package dev.iota.model.text.corpus;

import java.io.IOException;

/** One document cannot be used, the others can; the message is a clause that says why. */
final class BadDocumentException extends IOException {
    private static final long serialVersionUID = 1L;

    BadDocumentException(String message) {
        super(message);
    }
}
