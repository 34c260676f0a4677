package dev.iota.orchestrator.audit;

import dev.iota.cloud.table.WatchTable;
import dev.iota.cloud.table.WatchTable.Watched;
import dev.iota.core.audit.WatchedHop;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.orchestrator.context.Removal;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Removes the objects of a watched miner's hops, some at a time: first the objects, then that they are kept. Killed in
 * between it does the same again.
 */
final class WatchedObjects {
    private final Services services;
    private final KeptObjects kept;
    private final Removal removal;

    WatchedObjects(Services services) {
        this.services = services;
        this.kept = new KeptObjects(services);
        this.removal = new Removal(services);
    }

    /** Watched miners of a stage whose objects are there still. */
    Set<Hotkey> miners(Watched watched) {
        return services.watches().of(watched).map(WatchedHop::hotkey).collect(Collectors.toSet());
    }

    /** Removes all of a miner's. */
    void remove(Run run, Watched watched, Hotkey hotkey) {
        for (var left = true; left; ) {
            left = removeSome(run, watched, hotkey, hop -> {});
        }
    }

    /**
     * Removes some.
     *
     * @param before what happens to each hop before its objects go
     * @return whether there may be more
     */
    boolean removeSome(Run run, Watched watched, Hotkey hotkey, Consumer<WatchedHop> before) {
        var some = services.watches().of(watched, hotkey).limit(WatchTable.MOST).toList();
        some.forEach(before);
        removal.remove(keys(run, watched, some));
        services.watches().forget(watched, some);
        return some.size() == WatchTable.MOST;
    }

    private Set<String> keys(Run run, Watched watched, List<WatchedHop> some) {
        var microbatches =
                run.microbatches().get(some.stream().map(WatchedHop::microbatch).toList());
        var all = new HashSet<String>();
        for (var hop : some) {
            var keys = new HashSet<>(hop.hop().keys());
            Optional<Microbatch> microbatch = Optional.ofNullable(microbatches.get(hop.microbatch()));
            microbatch.ifPresent(of -> {
                keys.addAll(run.works().keysAround(of, watched.stage()));
                kept.leaveToOthers(run, keys, watched.stage(), of);
            });
            all.addAll(keys);
        }
        return all;
    }
}
