package dev.iota.local.runner.command;

import dev.iota.cloud.reader.RunReader;
import dev.iota.cloud.terminal.Terminal;
import dev.iota.core.admission.AdmissionPolicy;
import dev.iota.core.api.view.MinerSummary;
import dev.iota.core.base.Json;
import dev.iota.core.identity.Hotkey;
import dev.iota.local.runner.failure.RunnerException;
import dev.iota.orchestrator.admin.MinerAdmin;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the miners of a run with their conduct, evicts and reinstates them, and says whom the run lets in. */
@Command(
        name = "miners",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Lists the miners of a run and how they treat the work that they are given; evicts and"
                + " reinstates them, and says whom the run lets in.")
public final class MinersCommand extends OperatorCommand {
    private static final long FOR_EVER = Duration.ofDays(36_500).toMinutes();

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

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    protected void look(RunReader reader, PrintWriter out) {
        if (change != null) {
            super.look(reader, out);
        }
        var miners = reader.miners();
        if (json) {
            out.println(Json.write(new ListedMiners(Optional.empty(), miners)));
        } else {
            MinerList.of(miners).lines(Terminal.ofThisProcess()).forEach(out::println);
        }
    }

    /**
     * For programs.
     *
     * @param policy whom the run lets in; none where only the API is asked, which does not say it
     */
    record ListedMiners(Optional<AdmissionPolicy> policy, List<MinerSummary> miners) {}

    @Override
    protected void act(OpenRun open, PrintWriter out) {
        var admin = open.operator().minerAdmin();
        change(admin);
        if (json) {
            out.println(Json.write(new ListedMiners(
                    Optional.of(admin.admission()), open.reader().miners())));
        } else {
            list(admin, out);
        }
    }

    private void change(MinerAdmin admin) {
        if (change == null) {
            return;
        }
        if (change.evict != null && !admin.evict(new Hotkey(change.evict), Duration.ofMinutes(minutes), reason)) {
            throw new RunnerException("%s has no place that could be taken; see the list", change.evict);
        }
        if (change.reinstate != null && !admin.reinstate(new Hotkey(change.reinstate), reason)) {
            throw new RunnerException("%s never registered with the run; see the list", change.reinstate);
        }
        if (change.policy != null) {
            admin.admit(Json.read(change.policy, AdmissionPolicy.class));
        }
    }

    private static void list(MinerAdmin admin, PrintWriter out) {
        out.println("policy " + Json.write(admin.admission()));
        MinerList.ofRecords(admin.miners()).lines(Terminal.ofThisProcess()).forEach(out::println);
    }
}
