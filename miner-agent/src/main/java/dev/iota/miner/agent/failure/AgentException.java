package dev.iota.miner.agent.failure;

import org.jspecify.annotations.Nullable;

/** The miner cannot go on, and one sentence says why and what to do. */
public final class AgentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What kind of end it is: exit statuses of the program. */
    public enum Kind {
        FAILED(1),
        DOES_NOT_FIT(3);

        private final int status;

        Kind(int status) {
            this.status = status;
        }

        public int status() {
            return status;
        }
    }

    private final Kind kind;

    public AgentException(String message) {
        this(Kind.FAILED, message, null);
    }

    public AgentException(String message, @Nullable Throwable cause) {
        this(Kind.FAILED, message, cause);
    }

    public AgentException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
