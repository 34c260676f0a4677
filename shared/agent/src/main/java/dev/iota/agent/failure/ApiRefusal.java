package dev.iota.agent.failure;

import dev.iota.core.api.ErrorResponse;

/** The orchestrator understood a request and said no. */
public final class ApiRefusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient ErrorResponse response;

    public ApiRefusal(int status, ErrorResponse response) {
        super(response.error());
        this.status = status;
        this.response = response;
    }

    /** The HTTP status, 400 to 499. */
    public int status() {
        return status;
    }

    public ErrorResponse response() {
        return response;
    }
}
