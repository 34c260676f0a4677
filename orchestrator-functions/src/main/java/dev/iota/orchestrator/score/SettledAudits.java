package dev.iota.orchestrator.score;

import dev.iota.core.identity.Hotkey;
import java.util.Map;

/** What the audits of an epoch came to. */
public interface SettledAudits {
    /** Whether no audit of the epoch is open any more. */
    boolean isSettled(int epoch);

    /** Miners with audits of the epoch that failed and were confirmed, and how many; of a settled epoch it is final. */
    Map<Hotkey, Integer> failed(int epoch);
}
