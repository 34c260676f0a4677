package dev.iota.agent.failure;

import dev.iota.cloud.process.LastWord;
import dev.iota.cloud.process.Parting;
import org.jspecify.annotations.Nullable;

/** The miner cannot go on, and one sentence says why and what to do. */
public final class AgentException extends RuntimeException implements Parting {
    private static final long serialVersionUID = 1L;

    /** What kind of end it is: exit statuses of the program. */
    public enum Kind {
        FAILED(1, LastWord.Kind.FAILED),
        /** A person has to put something right first. */
        WRONG(1, LastWord.Kind.WRONG),
        DOES_NOT_FIT(3, LastWord.Kind.MEMORY),
        /** The disk does not take what has to be written. */
        DISK(LastWord.DISK_STATUS, LastWord.Kind.DISK);

        private final int status;
        private final LastWord.Kind lastWord;

        Kind(int status, LastWord.Kind lastWord) {
            this.status = status;
            this.lastWord = lastWord;
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

    /** Starting again does not help until a person has put something right. */
    public static AgentException wrong(String message) {
        return new AgentException(Kind.WRONG, message, null);
    }

    /** Starting again does not help until a person has put something right. */
    public static AgentException wrong(String message, @Nullable Throwable cause) {
        return new AgentException(Kind.WRONG, message, cause);
    }

    public AgentException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** What whoever supervises this process is told. */
    @Override
    public LastWord lastWord() {
        return new LastWord(kind.lastWord, String.valueOf(getMessage()));
    }

    public Kind kind() {
        return kind;
    }
}
