package dev.iota.orchestrator.context;

import dev.iota.cloud.table.MinerChange;
import dev.iota.core.identity.Hotkey;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** What one transition changes about miners: a transaction may touch each item once only. */
public final class MinerChanges {
    private final Map<Hotkey, MinerChange> byHotkey = new LinkedHashMap<>();

    public MinerChange of(Hotkey hotkey) {
        return byHotkey.computeIfAbsent(hotkey, MinerChange::new);
    }

    /** Whether something of this miner changes. */
    public boolean isChanged(Hotkey hotkey) {
        return byHotkey.containsKey(hotkey);
    }

    public Collection<MinerChange> all() {
        return byHotkey.values();
    }
}
