package dev.iota.model.engine;

import java.io.IOException;
import java.io.Serial;

/** The engine was closed before its state was written. */
public final class StateGoneException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    StateGoneException() {
        super("the engine was closed before its state was written");
    }
}
