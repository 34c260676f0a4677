package dev.iota.local.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.audit.Audit;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.local.runner.operator.Operator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Audits of a whole run, written into folders and repeated there by the validator's program. */
@Tag("e2e")
class ExportedAuditRunTest {
    private static final int STAGES = 3;

    /** Every one is an epoch, whose hops are all at published weights; more than the test waits for. */
    private static final String STEPS = "1000";

    @TempDir
    private Path folder;

    @Test
    void anybody_repeats_an_audit_of_head_middle_and_tail_from_its_folder() throws Exception {
        var run = folder.resolve("run");
        try (var started = Started.train(folder, run, "--mode", "sync", "--steps", STEPS)) {
            started.await("somebody may validate", () -> {
                try (var operator = Started.operator(run)) {
                    return !operator.auditAdmin().listed().isEmpty();
                }
            });
            var open = new TreeMap<Integer, String>();
            try (var operator = Started.operator(run)) {
                // What is drawn from now on stays open.
                operator.auditAdmin().list(List.of());
                started.await("an audit of every stage", () -> {
                    open.putAll(undecided(operator));
                    return open.size() == STAGES;
                });
            }
            var ids = List.copyOf(open.values());
            exports(run, ids.get(0), exported(0), 0, "audit %s is in ".formatted(ids.get(0)));
            exports(run, ids.get(1), exported(1), 0, "audit %s is in ".formatted(ids.get(1)));
            says(2, "--to", "audits", "--run", run.toString(), "--export", ids.get(2));
            exports(run, ids.get(2), exported(2), 0, "audit %s is in ".formatted(ids.get(2)));
            exports(run, ids.get(2), exported(2), 1, "audit.json is there already");
            exports(run, "nobody", exported(STAGES), 1, "iota: the run has no audit 'nobody'");
            var id = Long.toString(audited(started, run).id());
            var to = folder.resolve("receipt").toString();
            var written = "receipt of microbatch %s is in ".formatted(id);
            says(0, written, "run", "receipts", "--run", run.toString(), "--export", id, "--to", to);
        }

        repeats(folder.resolve("receipt"), "stage 2: ", "tokens: those of the data whose manifest has the SHA-256 ");

        repeats(exported(0), "output.relativeL2");
        repeats(exported(1), "inputGradient.relativeL2");
        repeats(exported(2), "loss.");
    }

    private void exports(Path run, String audit, Path to, int status, String what) throws Exception {
        says(status, what, "audits", "--run", run.toString(), "--export", audit, "--to", to.toString());
    }

    private void says(int status, String what, String... command) throws Exception {
        var ended = Started.run(folder, List.of(command));
        assertThat(ended.output()).contains(what);
        assertThat(ended.status()).as(ended.output()).isEqualTo(status);
    }

    private Path exported(int stage) {
        return folder.resolve("audit-" + stage);
    }

    /** A receipt of an epoch that is over, one of whose hops is audited. */
    private static Microbatch audited(Started started, Path run) throws Exception {
        var found = new ArrayList<Microbatch>();
        try (var operator = Started.operator(run)) {
            started.await("an audited receipt of an epoch that is over", () -> {
                var open = undecided(operator).values();
                operator.receipts()
                        .filter(receipt -> receipt.epoch() < operator.epoch())
                        .filter(receipt -> receipt.hops().stream()
                                .anyMatch(hop ->
                                        hop.audit().filter(open::contains).isPresent()))
                        .forEach(found::add);
                return !found.isEmpty();
            });
        }
        return found.getFirst();
    }

    private static Map<Integer, String> undecided(Operator operator) {
        var found = new HashMap<Integer, String>();
        operator.auditAdmin()
                .audits()
                .filter(audit -> audit.state() == Audit.State.DRAWN)
                .forEach(audit -> found.put(audit.subject().stage(), audit.id()));
        return found;
    }

    private void repeats(Path exported, String... compared) throws Exception {
        var output = Files.createTempFile(folder, "verify", ".txt");
        var process = new ProcessBuilder(Started.java().validator(List.of("verify", exported.toString())))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(Started.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            var said = Files.readString(output);
            assertThat(process.exitValue()).as(said).isZero();
            assertThat(said).contains("found here: passed: ").contains(compared);
        } finally {
            process.destroyForcibly();
        }
    }
}
