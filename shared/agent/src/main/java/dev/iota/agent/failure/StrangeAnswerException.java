package dev.iota.agent.failure;

import java.io.IOException;

/**
 * Something on the way to the orchestrator or to the object store answered in its place, or changed its answer: a
 * proxy, a gateway, a cache, another server at its address. It says nothing about the agent's session or about an
 * object, and may be over soon.
 */
public final class StrangeAnswerException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean settled;

    /**
     * @param settled whether the answer looks as if it would stay the same, so that the address may be wrong: not so
     *     for servers that say that they are overloaded or failed
     */
    public StrangeAnswerException(String message, boolean settled) {
        super(message);
        this.settled = settled;
    }

    public boolean isSettled() {
        return settled;
    }
}
