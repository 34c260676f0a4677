package dev.iota.miner.agent;

import dev.iota.agent.link.OrchestratorClient;
import dev.iota.core.api.RegisterResponse;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.KeyPair;

/**
 * A miner's place in a run.
 *
 * @param registered what the orchestrator answered: session, stage and queues
 * @param keys that the miner signs with
 */
record Membership(RegisterResponse registered, KeyPair keys, OrchestratorClient client) {
    Hotkey hotkey() {
        return keys.hotkey();
    }
}
