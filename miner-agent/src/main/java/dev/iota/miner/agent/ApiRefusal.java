package dev.iota.miner.agent;

import dev.iota.core.api.ErrorResponse;

/** The orchestrator understood a request and said no. */
final class ApiRefusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient ErrorResponse response;

    ApiRefusal(int status, ErrorResponse response) {
        super(response.error());
        this.status = status;
        this.response = response;
    }

    /** The HTTP status, 400 to 499. */
    int status() {
        return status;
    }

    ErrorResponse response() {
        return response;
    }
}
