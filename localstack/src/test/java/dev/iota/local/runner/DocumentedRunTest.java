package dev.iota.local.runner;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.local.cloud.EnvCommandTest;
import dev.iota.local.runner.Started.Ended;
import dev.iota.local.simulator.SwarmSimulationTest;
import dev.iota.rules.DocumentedCommands;
import dev.iota.rules.DocumentedCommands.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each command line of {@code ./iota} in the documents does what they say: those that ask for a run, or for what it
 * made, are executed here on one; of each of the others the table names the test that executes it.
 */
@Tag("e2e")
class DocumentedRunTest {
    /** Commands of the runner, by how they begin. */
    private static final Set<String> OF_A_RUN = Set.of(
            "audits",
            "cost",
            "epochs",
            "events",
            "explain",
            "miners",
            "quarantine",
            "rollback 1 --run",
            "run receipts --export 1",
            "scores",
            "status");

    /** Those that need nothing but the newest run. */
    private static final Set<String> ALONE =
            Set.of("audits", "cost", "epochs", "events", "miners", "quarantine", "scores", "status");

    /** The launcher gives these to the miner's program. */
    private static final Set<String> OF_A_CHECKPOINT = Set.of("evaluate", "sample");

    /** What takes a run of its own, a cloud, or long. */
    private static final Map<String, Class<?>> ELSEWHERE = Map.ofEntries(
            entry("audits --export", ExportedAuditRunTest.class),
            entry("bench lookers", DocumentedRunTest.class),
            entry("chaos", ChaosCommandTest.class),
            entry("cloud", KilledProcessTest.class),
            entry("env", EnvCommandTest.class),
            entry("export-weights", OperatorCommandsTest.class),
            entry("localstack", LocalStackRunTest.class),
            entry("miners --deployed", OperatorCommandsTest.class),
            entry("quarantine --deployed", OperatorCommandsTest.class),
            entry("rollback 1 --deployed", OwnedRunTest.class),
            entry("run", OwnedRunTest.class),
            entry("simulate", SwarmSimulationTest.class),
            entry("train", GoldenRunTest.class),
            entry("train --cloud", LocalStackRunTest.class),
            entry("train --minutes 5 --rate", DivergedRunTest.class),
            entry("train --resume", InterruptedRunTest.class));

    /** Of other modules, and of the launcher itself, which .ci/run calls. */
    private static final Set<String> OF_OTHERS = Set.of("bench butterfly", "bench convergence", "zoo", "test");

    @TempDir
    private Path folder;

    @Test
    void every_command_of_the_documents_is_executed_by_a_test() throws Exception {
        var run = folder.resolve("runs").resolve("documented");
        Files.createDirectories(run.getParent());
        try (var started = Started.train(folder, run, "--mode", "sync", "--steps", "1000")) {
            started.await("an epoch that has a ledger, and its successor", () -> {
                try (var operator = Started.operator(run)) {
                    return operator.epoch() > 2;
                }
            });
            done(Started.run(folder, List.of("bench", "lookers", "--run", run.toString(), "--seconds", "1")));
            Started.signal("INT", started.handle().pid());
            assertThat(started.awaitEnd().output()).contains("checkpoint ");
        }
        var miner = Started.read(
                run, operator -> operator.minerAdmin().miners().getFirst().hotkey());
        var values = Map.of(
                "RUN", run.toString(), DocumentedCommands.HOTKEY, miner.address(), "HOTKEY,HOTKEY...", miner.address());

        for (var command : DocumentedCommands.of("\\./iota")) {
            if (!isExecutedElsewhere(command)) {
                executes(command, run, values);
            }
        }
    }

    private static boolean isExecutedElsewhere(Command command) {
        var words = command.words();
        return ELSEWHERE.containsKey(begins(words, ELSEWHERE.keySet())) || OF_OTHERS.contains(begins(words, OF_OTHERS));
    }

    /** The longest of these that a command begins with. */
    private static String begins(List<String> words, Set<String> beginnings) {
        var line = String.join(" ", words) + " ";
        return beginnings.stream()
                .filter(beginning -> line.startsWith(beginning + " "))
                .max(Comparator.comparingInt(String::length))
                .orElse("");
    }

    /** With what was made for the words that stand for something. */
    private List<String> filled(List<String> words, Path run, Map<String, String> values) throws Exception {
        var filled = new ArrayList<String>();
        for (var word : words) {
            var before = filled.isEmpty() ? "" : filled.getLast();
            filled.add(
                    switch (before) {
                        case "--run" -> run.toString();
                        case "--checkpoint" -> run.resolve("checkpoint").toString();
                        case "--data" -> run.resolve("data").toString();
                        case "--to", "--export" ->
                            Files.createTempDirectory(folder, "to")
                                    .resolve("new")
                                    .toString();
                        default -> values.getOrDefault(word, word);
                    });
        }
        return filled;
    }

    private void executes(Command command, Path run, Map<String, String> values) throws Exception {
        var asked = new ArrayList<>(filled(command.words(), run, values));
        // What a document only names asks for its help.
        if (asked.remove("--help") && !ALONE.contains(String.join(" ", asked))) {
            return;
        }
        if (OF_A_CHECKPOINT.contains(begins(asked, OF_A_CHECKPOINT))) {
            done(tool(asked));
        } else {
            assertThat(OF_A_RUN).as(command.place()).contains(begins(asked, OF_A_RUN));
            done(Started.run(folder, asked));
        }
    }

    private Ended tool(List<String> asked) throws Exception {
        var output = Files.createTempFile(folder, "tool", ".txt");
        var process = new ProcessBuilder(Started.java().tool(asked))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(Started.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        return new Ended(process.exitValue(), Files.readString(output));
    }

    private static void done(Ended ended) {
        assertThat(ended.status()).as(ended.output()).isZero();
    }
}
