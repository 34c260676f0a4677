package dev.iota.core.identity;

import dev.iota.core.base.MalformedException;

/** A text that bears a name whose signature it does not have. */
public final class ForgedException extends MalformedException {
    private static final long serialVersionUID = 1L;

    public ForgedException(String message) {
        super(message);
    }
}
