package dev.iota.infra;

import dev.iota.cloud.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which function may do what, all in one place. Reading from a queue is granted where the queue is connected ({@link EventSources}) and writing logs where
 * the function is made.
 */
final class Permissions {
    private final Names names;
    private final Functions functions;
    private final Grants.Targets targets;
    private final Set<String> granted = new HashSet<>();

    Permissions(Names names, Functions functions, Grants.Targets targets) {
        this.names = names;
        this.functions = functions;
        this.targets = targets;
    }

    /** The functions that hand out credentials of miners. */
    static List<OrchestratorFunction> issuers(Functions functions) {
        return List.of(functions.get("Register"), functions.get("Renew"));
    }

    /**
     * Grants everything.
     *
     * @throws IllegalStateException if a function was forgotten
     */
    void grant() {
        // A stage that was empty gets its waiting microbatches at once, hence the microbatches and the inboxes.
        function("Register")
                .changes(names.runs(), names.miners(), names.microbatches())
                .addsTo(names.applied())
                .makesInboxes()
                .sendsToInboxes()
                .sendsTo(names.timers())
                .issuesMinerCredentials()
                .readsObjects()
                .writesHops();
        // A heartbeat extends the leases that the miner holds.
        function("Renew")
                .reads(names.runs())
                .changes(names.miners(), names.microbatches())
                .addsTo(names.applied())
                .issuesMinerCredentials();
        function("Status").reads(names.runs(), names.miners(), names.microbatches(), names.steps());
        function("Events")
                .changes(names.runs(), names.miners(), names.microbatches(), names.steps(), names.applied())
                .addsTo(names.quarantine())
                .sendsToInboxes()
                .sendsTo(names.timers())
                .readsObjects()
                .writesHops();
        function("Timers")
                .changes(names.runs(), names.miners(), names.microbatches())
                .addsTo(names.quarantine())
                .sendsToInboxes()
                .rearms(names.timers())
                .readsObjects()
                .writesHops();
        function("Sweep")
                .changes(names.runs(), names.miners(), names.microbatches())
                .reads(names.steps())
                .sendsToInboxes()
                .sendsTo(names.timers())
                .readsObjects()
                .writesHops();
        requireAll();
    }

    private Grants function(String name) {
        granted.add(name);
        return new Grants(functions.get(name), targets);
    }

    private void requireAll() {
        for (var function : functions.all()) {
            if (!granted.contains(function.name())) {
                throw new IllegalStateException(
                        "function '%s' may do nothing: say in Permissions what it needs".formatted(function.name()));
            }
        }
    }
}
