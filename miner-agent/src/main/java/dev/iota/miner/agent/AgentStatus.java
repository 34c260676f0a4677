package dev.iota.miner.agent;

import java.util.Optional;

/**
 * How a miner is.
 *
 * @param name within the process
 * @param hotkey empty until the key is loaded
 * @param stage −1 until it is assigned
 * @param step number of the open step, 0 until there is one
 * @param registration 0 until it is registered
 * @param heartbeat whether the last heartbeat was answered
 * @param trouble what goes wrong, or why it ended badly
 */
public record AgentStatus(
        String name,
        Phase phase,
        String hotkey,
        int stage,
        int step,
        long registration,
        boolean heartbeat,
        double utilisation,
        Optional<String> trouble) {

    /** What a miner is doing. */
    public enum Phase {
        REGISTERING,
        STARTING,
        WORKING,
        ENDING,
        ENDED
    }

    /** Registered, and the orchestrator hears it. */
    public boolean isUp() {
        return registration > 0 && heartbeat && phase != Phase.ENDED;
    }
}
