package dev.iota.orchestrator.score;

import dev.iota.core.identity.Hotkey;
import java.util.Map;

/** A run without audits: nothing is open, and nobody failed. */
final class NoAudits implements SettledAudits {
    @Override
    public boolean isSettled(int epoch) {
        return true;
    }

    @Override
    public Map<Hotkey, Integer> failed(int epoch) {
        return Map.of();
    }
}
