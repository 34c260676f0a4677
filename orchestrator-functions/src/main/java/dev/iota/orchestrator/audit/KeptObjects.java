package dev.iota.orchestrator.audit;

import dev.iota.cloud.table.WatchTable.Watched;
import dev.iota.core.audit.Audit;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import java.util.HashSet;
import java.util.Set;

/** Which objects of a microbatch are evidence of what: neighbours share what one stored and the other one read. */
final class KeptObjects {
    private final Services services;

    KeptObjects(Services services) {
        this.services = services;
    }

    /** Keys that an audit of a hop needs. */
    static Set<String> needed(Run run, Audit audit, Microbatch microbatch) {
        var keys =
                new HashSet<>(run.works().keysAround(microbatch, audit.subject().stage()));
        keys.addAll(audit.evidence().keys());
        return keys;
    }

    /** Those of these keys that no audit of another hop needs still. */
    void leaveToOthers(Run run, Set<String> keys, Audit audit, Microbatch microbatch) {
        leaveToAudits(run, keys, audit.id(), microbatch);
        leaveToWatched(run, keys, -1, microbatch);
    }

    /** Those of these keys that neither an audit of a hop nor a watched neighbour needs still. */
    void leaveToOthers(Run run, Set<String> keys, int stage, Microbatch microbatch) {
        leaveToAudits(run, keys, "", microbatch);
        leaveToWatched(run, keys, stage, microbatch);
    }

    private static void leaveToAudits(Run run, Set<String> keys, String but, Microbatch microbatch) {
        microbatch.hops().stream()
                .flatMap(hop -> hop.audit().stream())
                .filter(id -> !id.equals(but))
                .flatMap(id -> run.audits().get(id).stream())
                .filter(other -> !other.state().isFinal())
                .forEach(other -> keys.removeAll(needed(run, other, microbatch)));
    }

    private void leaveToWatched(Run run, Set<String> keys, int but, Microbatch microbatch) {
        for (var stage = 0; stage < microbatch.hops().size(); stage++) {
            var hop = microbatch.hops().get(stage);
            var watched = new Watched(microbatch.epoch(), stage);
            if (stage != but && hop.watched() && services.watches().isKept(watched, hop.hotkey(), microbatch.id())) {
                keys.removeAll(run.works().keysAround(microbatch, stage));
            }
        }
    }
}
