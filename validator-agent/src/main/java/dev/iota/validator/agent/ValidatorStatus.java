package dev.iota.validator.agent;

import java.util.Optional;

/**
 * What a validator shows of itself.
 *
 * @param stage whose weights are in memory; -1 while there are none
 * @param waiting audits that were taken and are not judged
 * @param trouble why something is not going on, while that lasts
 */
public record ValidatorStatus(
        Phase phase, String hotkey, int stage, int waiting, long audited, Optional<String> trouble) {
    /** Where it stands. */
    public enum Phase {
        REGISTERING,
        WORKING,
        ENDED
    }

    /** Whether it is registered and everything that it needs answers. */
    public boolean isUp() {
        return phase == Phase.WORKING && trouble.isEmpty();
    }
}
