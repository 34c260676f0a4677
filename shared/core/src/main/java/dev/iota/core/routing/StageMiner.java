package dev.iota.core.routing;

import dev.iota.core.identity.Hotkey;

/**
 * A miner as {@link Eligibility} sees it.
 *
 * @param candidate the same miner as the router sees it
 * @param stage that it holds
 * @param active whether it is given work
 * @param epoch whose weights it has, as it says
 * @param taken microbatches of its epoch that it did or holds
 */
public record StageMiner(Candidate candidate, int stage, boolean active, int epoch, long taken) {
    Hotkey hotkey() {
        return candidate.hotkey();
    }
}
