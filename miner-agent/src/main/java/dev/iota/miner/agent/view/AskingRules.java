package dev.iota.miner.agent.view;

import java.time.Duration;
import java.util.Optional;

/**
 * When a miner asks the API of its run what it says of it: once it has a stage, once in an epoch, and once a minute
 * while it is without work. Many miners that asked all the time would cost their run more than they learn.
 */
public final class AskingRules {
    private static final Duration WITHOUT_WORK = Duration.ofSeconds(30);
    private static final Duration AGAIN = Duration.ofMinutes(1);

    private AskingRules() {}

    /** @param lastEpoch that the miner was in when it asked last; none if it never did */
    public static boolean isDue(MinerHealth health, Optional<Integer> lastEpoch) {
        if (health.epoch() < 0) {
            return false;
        }
        if (lastEpoch.filter(epoch -> epoch == health.epoch()).isEmpty()) {
            return true;
        }
        var now = health.at();
        var idle = health.waitsFor()
                .filter(wait -> !wait.since().plus(WITHOUT_WORK).isAfter(now))
                .isPresent();
        return idle
                && health.orchestrator()
                        .filter(told -> told.at().plus(AGAIN).isAfter(now))
                        .isEmpty();
    }
}
