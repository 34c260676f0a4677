package dev.iota.orchestrator.admin;

import dev.iota.cloud.queue.QueueDepths;
import dev.iota.cloud.table.AllTables;
import dev.iota.core.admission.AdmissionPolicy;
import dev.iota.core.owner.Command;
import dev.iota.core.owner.RunState;
import dev.iota.orchestrator.context.Runs;
import dev.iota.orchestrator.context.Services;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/**
 * Removes what a run left in its account, with its stack or after it. Each part may be asked for again, and finds what
 * is left of it.
 */
public final class RunRemoval {
    private static final String WHY = "the run is destroyed";

    private final Services services;

    public RunRemoval(Services services) {
        this.services = services;
    }

    /** Queues that registrations made, which are in no stack. */
    public List<String> inboxes() {
        return services.inboxes().all();
    }

    /**
     * Ends the run at once, lets no miner in any more, and removes every inbox and every message: nothing happens by
     * itself after that.
     *
     * @return how many inboxes there were
     */
    public int end() {
        close();
        services.executions().stopAll(WHY);
        var inboxes = inboxes();
        inboxes.forEach(services.inboxes()::delete);
        new QueueDepths(services.clients().sqs(), services.names()).purge();
        return inboxes.size();
    }

    private void close() {
        try {
            if (services.runs().get().isEmpty()) {
                return;
            }
            services.runs().admit(new AdmissionPolicy(Optional.of(List.of()), List.of(), Optional.empty()));
            var runs = new Runs(services);
            var control = new RunControl(services, runs);
            var orders = new RunOrders(services, runs, control);
            if (orders.state() != RunState.MAKING) {
                orders.give(Command.STOP_NOW);
            }
            control.stop(WHY);
        } catch (ResourceNotFoundException e) {
            // Its tables are gone.
        }
    }

    /**
     * Removes every object, and the bucket.
     *
     * @return how many objects there were
     */
    public long objects() {
        return services.objects().removeAll();
    }

    /** Removes the tables, and returns which there were. */
    public List<String> tables() {
        return new AllTables(services.clients().dynamoDb(), services.names()).remove();
    }
}
