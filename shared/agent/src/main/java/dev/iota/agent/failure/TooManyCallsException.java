package dev.iota.agent.failure;

import java.io.IOException;
import java.time.Duration;

/** The orchestrator is there and wants to be asked less often. */
public final class TooManyCallsException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Duration patience;

    /** @param patience how long it wants to be left alone */
    public TooManyCallsException(String message, Duration patience) {
        super(message);
        this.patience = patience;
    }

    Duration patience() {
        return patience;
    }
}
