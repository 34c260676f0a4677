package dev.iota.orchestrator.score;

import dev.iota.cloud.table.AuditTable;
import dev.iota.cloud.table.WatchTable;
import dev.iota.core.audit.WatchRules;
import dev.iota.core.identity.Hotkey;
import java.util.Map;
import java.util.stream.Collectors;

/** What is on record of the audits of a run. */
record RecordedAudits(AuditTable audits, WatchTable watches, WatchRules rules) implements SettledAudits {
    @Override
    public boolean isSettled(int epoch) {
        return (!rules.isAnybody() || watches.next() > epoch) && audits.isSettled(epoch);
    }

    @Override
    public Map<Hotkey, Integer> failed(int epoch) {
        return audits.failed(epoch).stream().collect(Collectors.toMap(hotkey -> hotkey, hotkey -> 1, Integer::sum));
    }
}
