package dev.iota.miner.home;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.agent.failure.AgentException;
import dev.iota.agent.home.KeyFile;
import dev.iota.core.api.SnapshotPoint;
import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.miner.agent.snapshot.SnapshotStore;
import dev.iota.miner.agent.view.MinerHealth;
import dev.iota.model.file.BoundedFile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.helpers.NOPLogger;

/** Looks at the miners of a home folder from outside of their process. */
public final class MinerHome {
    /** Where a running process says how it is reached. */
    public static final String FILE = "agent.json";

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MOST_BYTES = 1 << 12;
    private static final String MINER = "miner-";

    private final Path home;

    public MinerHome(Path home) {
        this.home = home;
    }

    /**
     * What a running process writes.
     *
     * @param url where it answers
     */
    public record Running(long pid, String url) {}

    /**
     * Asks the running process; reads the folder where none runs.
     *
     * @throws AgentException if there is no miner in the folder, or what answers is no miner
     */
    public HomeView look() throws IOException, InterruptedException {
        var process = process();
        if (process.isPresent() && ProcessHandle.of(process.get().pid()).isPresent()) {
            try {
                return ask(process.get());
            } catch (IOException e) {
                return stopped("the process %d, which wrote %s, does not answer at %s"
                        .formatted(
                                process.get().pid(),
                                home.resolve(FILE),
                                process.get().url()));
            }
        }
        return stopped("no miner runs in %s".formatted(home));
    }

    private Optional<Running> process() throws IOException {
        var file = home.resolve(FILE);
        try {
            return Optional.of(Json.read(BoundedFile.text(file, MOST_BYTES), Running.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (MalformedException e) {
            throw AgentException.wrong("%s is damaged: %s".formatted(file, e.getMessage()), e);
        }
    }

    private HomeView ask(Running process) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(process.url()).resolve("/health"))
                .timeout(PATIENCE)
                .build();
        try (var http = HttpClient.newBuilder()
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(PATIENCE)
                .build()) {
            var answer = http.send(request, BodyHandlers.ofString());
            return running(process, Json.mapper().readTree(answer.body()));
        } catch (JsonProcessingException e) {
            throw AgentException.wrong(
                    "what answers at %s is no miner, or one of another version".formatted(process.url()), e);
        }
    }

    private static HomeView running(Running process, JsonNode health) throws JsonProcessingException {
        var miners = health.at("/details/miners");
        var up = miners.path("status").asText().equals("UP");
        // A newer miner may say more.
        var reader =
                Json.mapper().readerFor(MinerHealth.class).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        var found = new TreeMap<String, MinerHealth>();
        for (var miner : miners.path("details").properties()) {
            found.put(miner.getKey(), reader.readValue(miner.getValue().toString()));
        }
        return new HomeView(
                "process %d, which answers at %s: %s"
                        .formatted(
                                process.pid(),
                                process.url(),
                                up
                                        ? "every miner is registered, and the orchestrator hears it"
                                        : "not every miner is registered and heard by the orchestrator"),
                Optional.of(process.url()),
                up,
                new LinkedHashMap<>(found),
                List.of());
    }

    private HomeView stopped(String summary) throws IOException {
        var miners = folders(home).stream()
                .filter(folder -> folder.getFileName().toString().matches(MINER + "\\d{1,6}"))
                .toList();
        if (miners.isEmpty()) {
            throw AgentException.wrong(
                    "there is no miner in %s; --home names the folder that 'run' was given".formatted(home));
        }
        var all = new ArrayList<HomeView.Stopped>();
        for (var miner : miners) {
            all.add(stopped(miner));
        }
        return new HomeView(summary, Optional.empty(), false, new LinkedHashMap<>(), all);
    }

    private static HomeView.Stopped stopped(Path miner) throws IOException {
        var runs = new ArrayList<HomeView.Snapshot>();
        for (var run : folders(miner)) {
            var newest = newest(run);
            runs.add(new HomeView.Snapshot(
                    run.getFileName().toString(),
                    newest.map(SnapshotPoint::stage),
                    newest.map(SnapshotPoint::epoch),
                    newest.map(SnapshotPoint::step)));
        }
        return new HomeView.Stopped(miner.getFileName().toString(), hotkey(miner), runs);
    }

    /** One that cannot be read is none: another version wrote it, or the disk is at fault. */
    private static Optional<SnapshotPoint> newest(Path run) throws IOException {
        try {
            return new SnapshotStore(run, NOPLogger.NOP_LOGGER).newestPoint();
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    private static String hotkey(Path miner) {
        try {
            return KeyFile.load(miner).hotkey().address();
        } catch (AgentException e) {
            return "";
        }
    }

    private static List<Path> folders(Path folder) throws IOException {
        try (var all = Files.list(folder)) {
            return all.filter(Files::isDirectory).sorted().toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }
}
