package dev.iota.local.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.core.base.Json;
import dev.iota.local.cloud.CloudFile;
import dev.iota.local.runner.operator.Endpoints;
import dev.iota.local.runner.operator.Operator;
import dev.iota.orchestrator.context.Runs;
import dev.iota.orchestrator.context.Services;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** What the owner of a deployed run does, by commands alone, and the miners that take part in it. */
final class OwnerAtWork implements AutoCloseable {
    private static final int STAGES = 3;

    private final Path folder;
    private final CloudFile cloud;
    private final Duration patience;
    private final List<Process> miners = new ArrayList<>();

    /**
     * @param folder for what commands and miners write
     * @param cloud which is the cloud of this run, and serves
     * @param patience with whatever takes time there
     */
    OwnerAtWork(Path folder, CloudFile cloud, Duration patience) {
        this.folder = folder;
        this.cloud = cloud;
        this.patience = patience;
    }

    /** The command that makes the run, of the smallest model where no other is named. */
    String[] create(String... more) throws IOException {
        var command = new ArrayList<>(
                List.of("run", "create", "--data", Mini.text(folder).toString(), "--out", run().toString()));
        if (!List.of(more).contains("--preset")) {
            command.addAll(List.of("--preset", Mini.preset(folder).toString()));
        }
        command.addAll(List.of(more));
        return command.toArray(String[]::new);
    }

    /** The folder of what the run is made from. */
    Path run() {
        return folder.resolve("run");
    }

    /** Begins a command. */
    Started begin(String... command) throws IOException {
        return Started.start(folder, List.of(), deployed(command), cloud.environment());
    }

    /** Gives a command, and looks at what it says and how it ends. */
    void says(int exit, String what, String... command) throws Exception {
        try (var begun = begin(command)) {
            var ended = begun.awaitEnd(patience);
            assertThat(ended.output()).as("%s", List.of(command)).contains(what);
            assertThat(ended.status()).as(ended.output()).isEqualTo(exit);
        }
    }

    private List<String> deployed(String... command) {
        var all = new ArrayList<>(List.of(command));
        all.addAll(List.of("--deployed", cloud.run()));
        return all;
    }

    /** One for each stage. */
    void startMiners() throws IOException {
        startMiners(STAGES);
    }

    void startMiners(int count) throws IOException {
        for (var miner = 0; miner < count; miner++) {
            var home = folder.resolve("miner-" + miner);
            var builder = new ProcessBuilder(Started.miner(cloud, home))
                    .redirectErrorStream(true)
                    .redirectOutput(
                            folder.resolve("miner-%d.log".formatted(miner)).toFile());
            miners.add(builder.start());
        }
    }

    /** Tells a miner to end, as a terminal or the system does, and waits for it; its exit status. */
    int ends(int miner, String signal) throws Exception {
        Started.signal(signal, miners.get(miner).pid());
        assertThat(miners.get(miner).waitFor(patience.toSeconds(), TimeUnit.SECONDS))
                .as("miner %d ends", miner)
                .isTrue();
        return miners.get(miner).exitValue();
    }

    /** What a miner has written. */
    String log(int miner) throws IOException {
        return Files.readString(folder.resolve("miner-%d.log".formatted(miner)));
    }

    /** Who looks at the run without a command, which takes a second of a core. */
    Operator operator() {
        var services = Services.of(cloud.names(), Endpoints.clients(cloud), InstantSource.system(), new SecureRandom());
        return new Operator(new Runs(services).current().spec(), services);
    }

    /** What the run is by its own account. */
    JsonNode status() throws Exception {
        var said = Started.run(folder, deployed("run", "status", "--json"), cloud.environment());
        assertThat(said.status()).as(said.output()).isZero();
        return Json.read(said.output().lines().toList().getLast(), JsonNode.class);
    }

    /** Waits until something is so. */
    void await(String what, Callable<Boolean> condition) throws Exception {
        var deadline = System.nanoTime() + patience.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("%s: %s", what, status()).isLessThan(deadline);
        }
    }

    @Override
    public void close() {
        miners.forEach(Process::destroyForcibly);
    }
}
