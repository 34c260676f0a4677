package dev.iota.local.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.core.base.Json;
import dev.iota.local.cloud.CloudFile;
import dev.iota.local.cloud.CloudProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The life of a run in its owner's hands, from an empty cloud to a checkpoint and to the end, by commands alone, with
 * the cloud behind its endpoints.
 */
@Tag("e2e")
class OwnedRunTest {
    private static final String NAME = "alpha";
    private static final String[] AT = {"--deployed", NAME};

    @TempDir
    private Path folder;

    private CloudProcess cloud;
    private Map<String, String> environment;
    private final List<Process> miners = new ArrayList<>();

    @BeforeEach
    void deploy() throws Exception {
        cloud = CloudProcess.start(folder.resolve("cloud"), NAME, folder.resolve("cloud.log"));
        environment = CloudFile.read(folder.resolve("cloud")).environment();
    }

    @AfterEach
    void end() {
        miners.forEach(Process::destroyForcibly);
        cloud.close();
    }

    @Test
    void a_run_is_made_trained_paused_stopped_and_destroyed_by_commands() throws Exception {
        says(0, "the run alpha is made: 3 stages", create("--epochs", "2", "--steps", "8"));
        says(0, "the run alpha is made: 3 stages", create("--epochs", "2", "--steps", "8"));
        says(1, "exists with another specification", create("--epochs", "2", "--steps", "8", "--seed", "9"));
        says(0, "TRAINING", "run", "status");
        says(0, "no microbatch starts any more", "run", "pause");
        says(0, "already", "run", "pause");
        startMiners();
        await("active miners", () -> status().path("status").path("miners").size() == 3);
        assertThat(status().path("state").asText()).isEqualTo("PAUSED");
        assertThat(status().path("status").path("started").asLong()).isZero();

        says(0, "the run goes on", "run", "resume");
        await("epochs", () -> status().path("state").asText().equals("ENDED"));

        says(1, "2 epochs of the run are over", "run", "start");
        says(0, "12 epochs now", "run", "start", "--epochs", "10");
        await("training", () -> status().path("status").path("inFlight").asLong() > 0);
        says(0, "ended by its owner", "run", "stop");
        assertThat(status().path("status").path("epoch").asInt()).isBetween(3, 11);
        assertThat(status().path("status").path("lost").asLong()).isZero();
        says(0, "\"loss\":", "run", "receipts");
        says(
                0,
                "checkpoint ",
                "run",
                "checkpoint",
                "--out",
                folder.resolve("run").toString());
        assertThat(folder.resolve("run").resolve("checkpoint")).isNotEmptyDirectory();

        says(1, "say --yes alpha", "run", "destroy");
        says(0, "cdk destroy -c run=alpha", "run", "destroy", "--yes", NAME);
        says(0, "11 tables are removed", "run", "destroy", "--yes", NAME, "--objects", "--tables");
        assertThat(folder.resolve("cloud").resolve("objects").resolve("iota-alpha-objects"))
                .doesNotExist();
        says(1, "there is no table iota-alpha-runs", create("--epochs", "2", "--steps", "8"));
    }

    @Tag("crash")
    @Test
    void a_run_whose_making_was_killed_is_made_by_the_same_command_and_nothing_is_sent_twice() throws Exception {
        var command = with(create("--preset", Mini.vast(folder).toString()), AT);
        var objects = folder.resolve("cloud").resolve("objects");
        Map<Path, FileTime> before;
        try (var killed = Started.start(folder, List.of(), List.of(command), environment)) {
            killed.await("some weights", () -> !weights(objects).isEmpty());
            Started.signal("KILL", killed.handle().pid());
            killed.awaitEnd();
            before = weights(objects);
        }

        says(0, "is made", create("--preset", Mini.vast(folder).toString()));

        assertThat(weights(objects)).containsAllEntriesOf(before).hasSizeGreaterThan(before.size());
    }

    /** The objects of weights, and when each was written. */
    private static Map<Path, FileTime> weights(Path objects) throws IOException {
        var found = new HashMap<Path, FileTime>();
        try (var files = Files.walk(objects)) {
            for (var file : files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().contains("/state/"))
                    .toList()) {
                found.put(file, Files.getLastModifiedTime(file));
            }
        }
        return found;
    }

    private String[] create(String... more) throws IOException {
        var command = new ArrayList<>(List.of(
                "run",
                "create",
                "--data",
                Mini.text(folder).toString(),
                "--out",
                folder.resolve("run").toString()));
        if (!List.of(more).contains("--preset")) {
            command.addAll(List.of("--preset", Mini.preset(folder).toString()));
        }
        command.addAll(List.of(more));
        return command.toArray(String[]::new);
    }

    private void startMiners() throws IOException {
        for (var stage = 0; stage < 3; stage++) {
            var home = folder.resolve("miner-" + stage);
            var builder = new ProcessBuilder(Started.java()
                            .miner(List.of(
                                    "run",
                                    "--orchestrator",
                                    cloud.api().toString(),
                                    "--run",
                                    NAME,
                                    "--home",
                                    home.toString())))
                    .redirectErrorStream(true)
                    .redirectOutput(
                            folder.resolve("miner-%d.log".formatted(stage)).toFile());
            miners.add(builder.start());
        }
    }

    private JsonNode status() throws Exception {
        var said = Started.run(folder, List.of("run", "status", "--json", "--deployed", NAME), environment);
        assertThat(said.status()).as(said.output()).isZero();
        return Json.read(said.output().lines().toList().getLast(), JsonNode.class);
    }

    private void await(String what, java.util.concurrent.Callable<Boolean> condition) throws Exception {
        var deadline = System.nanoTime() + Started.PATIENCE.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("%s: %s", what, status()).isLessThan(deadline);
        }
    }

    private static String[] with(String[] command, String... more) {
        var all = new ArrayList<>(List.of(command));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private void says(int exit, String what, String... command) throws Exception {
        var ended = Started.run(folder, List.of(with(command, AT)), environment);
        assertThat(ended.output()).as("%s", List.of(command)).contains(what);
        assertThat(ended.status()).as(ended.output()).isEqualTo(exit);
    }
}
