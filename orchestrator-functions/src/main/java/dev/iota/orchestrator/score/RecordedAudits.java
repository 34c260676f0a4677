package dev.iota.orchestrator.score;

import dev.iota.cloud.table.AuditTable;
import dev.iota.core.identity.Hotkey;
import java.util.Map;
import java.util.stream.Collectors;

/** What is on record of the audits of a run. */
record RecordedAudits(AuditTable audits) implements SettledAudits {
    @Override
    public boolean isSettled(int epoch) {
        return audits.isSettled(epoch);
    }

    @Override
    public Map<Hotkey, Integer> failed(int epoch) {
        return audits.failed(epoch).stream().collect(Collectors.toMap(hotkey -> hotkey, hotkey -> 1, Integer::sum));
    }
}
