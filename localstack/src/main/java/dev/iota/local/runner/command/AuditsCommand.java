package dev.iota.local.runner.command;

import dev.iota.cloud.reader.RunReader;
import dev.iota.cloud.terminal.Terminal;
import dev.iota.core.base.Json;
import dev.iota.core.identity.Hotkey;
import dev.iota.orchestrator.admin.AuditAdmin;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Lists the validators of a run, who is suspected, and what became of its audits; says who validates it, and writes out
 * an audit.
 */
@Command(
        name = "audits",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Lists the validators of a run, miners suspected of raising the loss, and what became of each"
                + " audit; says who validates the run, and for whom you vouch; writes an audit into a folder where"
                + " anybody can repeat it.")
public final class AuditsCommand extends OperatorCommand {
    @Option(
            names = "--validators",
            paramLabel = "HOTKEY",
            split = ",",
            arity = "0..1",
            description = "Those who may validate from now on, and nobody else; without a hotkey, nobody.")
    private @Nullable List<String> validators;

    @Option(
            names = "--references",
            paramLabel = "HOTKEY",
            split = ",",
            arity = "0..1",
            description = "Miners for which you vouch, since you run them: they move to another stage with every epoch,"
                    + " and the others of their stage are compared with them; without a hotkey, none.")
    private @Nullable List<String> references;

    @Option(names = "--json", description = "Print one JSON object a line.")
    private boolean json;

    @ArgGroup(exclusive = false)
    private @Nullable AuditOutput export;

    @Override
    protected void act(OpenRun open, PrintWriter out) {
        var admin = open.operator().auditAdmin();
        if (validators != null) {
            admin.list(hotkeys(validators));
        }
        if (references != null) {
            admin.vouch(hotkeys(references));
        }
        if (export != null) {
            export.write(admin, out);
            return;
        }
        if (!json) {
            say(admin, out);
        }
        list(open.reader(), out);
    }

    @Override
    protected void look(RunReader reader, PrintWriter out) {
        if (validators != null || export != null) {
            super.look(reader, out);
        }
        list(reader, out);
    }

    private void list(RunReader reader, PrintWriter out) {
        var audits = reader.audits().reversed();
        if (json) {
            audits.forEach(audit -> out.println(Json.write(audit)));
        } else {
            AuditList.of(audits).lines(Terminal.ofThisProcess()).forEach(out::println);
        }
    }

    private static List<Hotkey> hotkeys(List<String> addresses) {
        return addresses.stream()
                .filter(hotkey -> !hotkey.isBlank())
                .map(Hotkey::new)
                .toList();
    }

    private static void say(AuditAdmin admin, PrintWriter out) {
        var listed = admin.listed();
        out.println(
                listed.isEmpty()
                        ? "nobody may validate"
                        : "may validate: "
                                + listed.stream().map(Hotkey::address).collect(Collectors.joining(", ")));
        admin.validators()
                .forEach(validator -> out.println("validator %s  verdicts %d  overruled %d  busy %.1f s  last seen %s"
                        .formatted(
                                validator.hotkey(),
                                validator.tally().verdicts(),
                                validator.tally().overruled(),
                                validator.tally().seconds(),
                                validator.lastSeen())));
        if (!admin.references().isEmpty()) {
            out.println("reference miners: "
                    + admin.references().stream().map(Hotkey::address).collect(Collectors.joining(", ")));
        }
        out.println(SuspicionList.text(admin.suspicions()));
        AuditList.undecided(admin.audits()).ifPresent(out::println);
    }
}
