package dev.iota.infra;

import dev.iota.cloud.shape.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which function may do what, all in one place. Reading from a queue is granted where the queue is connected
 * ({@link EventSources}) and writing logs where the function is made.
 */
final class Permissions {
    private final Names names;
    private final OrchestratorFunctions orchestratorFunctions;
    private final Grants.Targets targets;
    private final Set<String> granted = new HashSet<>();

    Permissions(Names names, OrchestratorFunctions orchestratorFunctions, Grants.Targets targets) {
        this.names = names;
        this.orchestratorFunctions = orchestratorFunctions;
        this.targets = targets;
    }

    /** The functions that hand out credentials of miners and validators. */
    static List<OrchestratorFunction> issuers(OrchestratorFunctions orchestratorFunctions) {
        return List.of(
                orchestratorFunctions.get("Register"),
                orchestratorFunctions.get("Renew"),
                orchestratorFunctions.get("Validate"));
    }

    /**
     * Grants everything.
     *
     * @throws IllegalStateException if a function was forgotten
     */
    void grant() {
        // A takeover fences leases, discards steps and gives back what was lost; a stage that was empty gets its
        // microbatches at once.
        function("Register")
                .shows(names)
                .changes(names.runs(), names.miners(), names.microbatches(), names.applied())
                .marks(names.steps())
                .reads(names.epochs())
                .counts(names.calls())
                .storesRounds()
                .makesInboxes()
                .sendsToInboxes()
                .sendsTo(names.timers())
                .finds(names.events())
                .issuesMinerCredentials()
                .readsObjects()
                .writesHops();
        // A heartbeat extends the leases that the miner holds, and one that announces slots is given work at once.
        function("Renew")
                .changes(names.runs(), names.miners(), names.microbatches())
                .reads(names.steps(), names.epochs())
                .counts(names.calls())
                .storesRounds()
                .sendsToInboxes()
                .sendsTo(names.timers())
                .finds(names.events())
                .issuesMinerCredentials()
                .readsObjects()
                .writesHops();
        // A validator registers, renews and is given audits with the same call.
        function("Validate")
                .shows(names)
                .changes(names.runs(), names.epochs(), names.audits(), names.validators())
                .counts(names.calls())
                .storesRounds()
                .makesInboxes()
                .sendsToInboxes()
                .finds(names.events())
                .issuesMinerCredentials()
                .readsObjects();
        function("Status")
                .reads(
                        names.runs(),
                        names.miners(),
                        names.microbatches(),
                        names.steps(),
                        names.epochs(),
                        names.audits())
                .counts(names.calls())
                .lists(names.miners());
        // Anybody may ask: it can write nothing, and reads no object but ledgers.
        function("Read")
                .reads(names.runs(), names.miners(), names.epochs(), names.audits(), names.views())
                .lists(names.miners())
                .readsLedgers();
        function("Events")
                .shows(names)
                .changes(names.runs(), names.miners(), names.microbatches(), names.steps(), names.applied())
                .counts(names.calls())
                .addsTo(names.quarantine())
                .movesEpochs(names)
                .decidesAudits(names)
                .sendsToInboxes()
                .sendsTo(names.timers())
                .readsObjects()
                .writesHops();
        // It goes on with takeovers.
        function("Timers")
                .shows(names)
                .changes(names.runs(), names.miners(), names.microbatches(), names.applied())
                .marks(names.steps())
                .addsTo(names.quarantine())
                .movesEpochs(names)
                .sendsToInboxes()
                .rearms(names.timers())
                .readsObjects()
                .writesHops();
        function("Sweep")
                .shows(names)
                .reads(names.views())
                .lists(names.miners())
                .changes(names.runs(), names.miners(), names.microbatches())
                .reads(names.steps(), names.applied())
                .removesInboxes()
                .movesEpochs(names)
                .decidesAudits(names)
                .keepsLedgers()
                .comparesPathways()
                .startsEpochs(names)
                .sendsToInboxes()
                .sendsTo(names.timers())
                .readsObjects()
                .writesHops();
        // An announcement is written down, and answered with places to put it.
        function("Upload")
                .reads(names.runs(), names.miners())
                .changes(names.epochs())
                .counts(names.calls())
                .signsUploads()
                .readsObjects();
        // A task may find that any phase is over; the last ones give back what no upload holds, move the run on, and
        // draw an audit of what is over.
        function("Epoch")
                .shows(names)
                .changes(names.runs(), names.miners(), names.microbatches(), names.applied())
                .marks(names.steps())
                .lists(names.miners())
                .changes(names.audits())
                .movesEpochs(names)
                .keepsLedgers()
                .comparesPathways()
                .removesUploads()
                .sendsToInboxes()
                .sendsTo(names.timers())
                .readsObjects()
                .writesHops();
        // What it finds out may end the round of its shard; a large shard is done in several turns.
        function("MergeShard")
                .shows(names)
                .reads(names.runs(), names.miners(), names.applied())
                .addsTo(names.quarantine())
                .movesEpochs(names)
                .rearms(names.merges())
                .sendsToInboxes()
                .sendsTo(names.timers())
                .readsObjects();
        requireAll();
    }

    private Grants function(String name) {
        granted.add(name);
        return new Grants(orchestratorFunctions.get(name), targets);
    }

    private void requireAll() {
        for (var function : orchestratorFunctions.all()) {
            if (!granted.contains(function.name())) {
                throw new IllegalStateException(
                        "function '%s' may do nothing: say in Permissions what it needs".formatted(function.name()));
            }
        }
    }
}
