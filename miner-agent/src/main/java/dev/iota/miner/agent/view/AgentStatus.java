package dev.iota.miner.agent.view;

import java.util.Optional;

/**
 * How a miner is.
 *
 * @param name within the process
 * @param hotkey empty until the key is loaded
 * @param stage −1 until it is assigned
 * @param step number of the open step, 0 until there is one
 * @param registration 0 until it is registered
 * @param contact with the orchestrator, and what goes wrong
 */
public record AgentStatus(
        String name,
        Phase phase,
        String hotkey,
        int stage,
        int step,
        long registration,
        Contact contact,
        double utilisation) {

    /** What a miner is doing. */
    public enum Phase {
        REGISTERING,
        STARTING,
        WORKING,
        ENDING,
        ENDED
    }

    /**
     * Whether the orchestrator hears a miner.
     *
     * @param heartbeat whether the last heartbeat was answered
     * @param trouble why not, or why the miner ended badly, in the words of the log
     */
    public record Contact(boolean heartbeat, Optional<String> trouble) {}

    /** Registered, and the orchestrator hears it. */
    public boolean isUp() {
        return registration > 0 && contact.heartbeat() && phase != Phase.ENDED;
    }
}
