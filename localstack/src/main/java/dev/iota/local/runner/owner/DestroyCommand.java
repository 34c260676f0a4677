package dev.iota.local.runner.owner;

import dev.iota.cloud.page.PageStore;
import dev.iota.cloud.process.EndReason;
import dev.iota.local.runner.command.RunChoice;
import dev.iota.local.runner.failure.RunnerException;
import dev.iota.local.runner.operator.Endpoints;
import dev.iota.orchestrator.admin.RunRemoval;
import dev.iota.orchestrator.context.Services;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.core.exception.SdkException;

/** Ends a deployed run for good, and removes what it made. */
@Command(
        name = "destroy",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Ends a deployed run for good: nothing starts any more, no miner is let in, and its inboxes and"
                + " all messages are removed. Its objects and its tables, which hold what it learned, stay unless"
                + " they are named. Says what it leaves, and how to remove that. Given again, it goes on.",
        footer = {"", "Example: ./iota run destroy --deployed alpha --yes alpha --objects --tables"})
final class DestroyCommand implements Callable<Integer> {
    @Option(names = "--deployed", paramLabel = "NAME", required = true, description = "Name of the run.")
    @SuppressWarnings("NullAway.Init") // required
    private String name;

    @Option(names = "--yes", paramLabel = "NAME", description = "Its name again: without it nothing is removed.")
    private @Nullable String yes;

    @Option(
            names = "--objects",
            description = "Remove its buckets with every object: token shards, weights, ledgers, and its page.")
    private boolean objects;

    @Option(names = "--tables", description = "Remove its tables.")
    private boolean tables;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        try {
            var services = Endpoints.deployed(name, InstantSource.system());
            try {
                remove(services, out);
            } finally {
                services.clients().close();
            }
            out.flush();
            return CommandLine.ExitCode.OK;
        } catch (IllegalArgumentException e) {
            throw new RunnerException(e, "%s", String.valueOf(e.getMessage()));
        } catch (SdkException e) {
            throw new RunnerException(
                    e, "the run %s cannot be reached (%s); %s", name, EndReason.of(e), RunChoice.ADVICE);
        }
    }

    private void remove(Services services, PrintWriter out) {
        var removal = new RunRemoval(services);
        if (!name.equals(yes)) {
            throw new RunnerException(
                    "nothing was removed: the run %s has %d inboxes, the bucket %s and tables %s; if it is to go,"
                            + " say --yes %s",
                    name,
                    removal.inboxes().size(),
                    services.names().objects(),
                    services.names().tablePrefix() + "*",
                    name);
        }
        out.printf("the run is ended; %d inboxes and all messages are removed%n", removal.end());
        out.flush();
        if (objects) {
            out.printf(
                    "the bucket %s is removed, with %,d objects%n",
                    services.names().objects(), removal.objects());
            try (var page = PageStore.configured(services.names())) {
                page.remove();
            }
            out.printf(
                    "the bucket %s is removed, with the page%n",
                    services.names().page());
            out.flush();
        }
        if (tables) {
            out.printf("%d tables are removed%n", removal.tables().size());
        }
        left(services, out);
    }

    private void left(Services services, PrintWriter out) {
        out.println("what is left:");
        if (!objects) {
            for (var bucket :
                    List.of(services.names().objects(), services.names().page())) {
                out.printf("  the bucket %s: --objects, or aws s3 rb --force s3://%1$s%n", bucket);
            }
        }
        if (!tables) {
            out.printf("  the tables %s*: --tables%n", services.names().tablePrefix());
        }
        out.printf("  the stack, with its queues, functions and state machine: cdk destroy -c run=%s%n", name);
    }
}
