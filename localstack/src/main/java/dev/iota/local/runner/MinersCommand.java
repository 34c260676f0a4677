package dev.iota.local.runner;

import dev.iota.cloud.Clients;
import dev.iota.cloud.MinerRecord;
import dev.iota.cloud.Names;
import dev.iota.core.admission.AdmissionPolicy;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.wire.Json;
import dev.iota.core.wire.MalformedException;
import dev.iota.local.cloud.CloudFile;
import dev.iota.orchestrator.RunAdmin;
import dev.iota.orchestrator.Services;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.core.exception.SdkException;

/** Lists the miners of a run with their conduct, evicts and reinstates them, and says whom the run lets in. */
@Command(
        name = "miners",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Lists the miners of a run that is going on and how they treat the work that they are given; evicts and reinstates"
                        + " them, and says whom the run lets in.")
public final class MinersCommand implements Callable<Integer> {
    private static final long FOR_EVER = Duration.ofDays(36_500).toMinutes();

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Place place;

    @ArgGroup
    private @Nullable Change change;

    @Option(names = "--minutes", paramLabel = "M", description = "How long the eviction lasts (default: for ever).")
    private long minutes = FOR_EVER;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            defaultValue = "no reason given",
            description = "Kept on the miner's item, and told to it.")
    private String reason = "";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** Where the run is. */
    static final class Place {
        @Option(names = "--run", paramLabel = "DIR", description = "Folder of a run on this machine.")
        private @Nullable Path folder;

        @Option(
                names = "--deployed",
                paramLabel = "NAME",
                description = "Name of a run in AWS, reached with the region and the credentials of the environment.")
        private @Nullable String name;

        private Reached reach() {
            if (name != null) {
                return new Reached(new Names(name), Clients.configured());
            }
            var root = Objects.requireNonNull(folder, "picocli demands one of the two");
            try {
                var cloud = CloudFile.read(root.resolve("cloud"));
                return new Reached(new Names(cloud.run()), Endpoints.clients(cloud));
            } catch (IOException e) {
                throw new RunnerException(e, "%s is no folder of a run that was started: it has no cloud", root);
            }
        }
    }

    private record Reached(Names names, Clients clients) {}

    /** What to change. */
    static final class Change {
        @Option(names = "--evict", paramLabel = "HOTKEY", description = "Take this miner's place.")
        private @Nullable String evict;

        @Option(
                names = "--reinstate",
                paramLabel = "HOTKEY",
                description = "Forgive this miner everything; it may register at once.")
        private @Nullable String reinstate;

        @Option(
                names = "--policy",
                paramLabel = "JSON",
                description = "Whom the run lets in from now on, in the form in which the list begins with it.")
        private @Nullable String policy;
    }

    @Override
    public Integer call() {
        try {
            var reached = place.reach();
            try (var clients = reached.clients()) {
                var admin =
                        new RunAdmin(Services.of(reached.names(), clients, InstantSource.system(), new SecureRandom()));
                change(admin);
                list(admin, spec.commandLine().getOut());
            }
            return CommandLine.ExitCode.OK;
        } catch (MalformedException e) {
            throw new RunnerException(e, "%s", String.valueOf(e.getMessage()));
        } catch (SdkException e) {
            throw new RunnerException(
                    e, "the run's cloud does not answer (%s); is it going on?", String.valueOf(e.getMessage()));
        }
    }

    private void change(RunAdmin admin) {
        if (change == null) {
            return;
        }
        if (change.evict != null && !admin.evict(new Hotkey(change.evict), Duration.ofMinutes(minutes), reason)) {
            throw new RunnerException("%s has no place that could be taken; see the list", change.evict);
        }
        if (change.reinstate != null) {
            admin.reinstate(new Hotkey(change.reinstate), reason);
        }
        if (change.policy != null) {
            admin.admit(Json.read(change.policy, AdmissionPolicy.class));
        }
    }

    private static void list(RunAdmin admin, PrintWriter out) {
        out.println("policy " + Json.write(admin.admission()));
        admin.miners().forEach(miner -> out.println(line(miner)));
        out.flush();
    }

    private static String line(MinerRecord miner) {
        return "%s  stage %d  %s  slots %d  in flight %d  accepted %d  faults open %.2f  %s"
                .formatted(
                        miner.hotkey(),
                        miner.stage(),
                        standing(miner),
                        miner.slots(),
                        miner.inFlight(),
                        miner.accepted(),
                        miner.conduct().open(),
                        miner.conduct().reason())
                .strip();
    }

    private static String standing(MinerRecord miner) {
        return miner.conduct()
                .evictedUntil()
                .map(until -> "evicted until " + until)
                .orElse(miner.active() ? "active" : "silent");
    }
}
