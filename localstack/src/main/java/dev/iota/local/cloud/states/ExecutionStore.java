package dev.iota.local.cloud.states;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.local.cloud.states.definition.DefinitionReader;
import dev.iota.local.cloud.states.definition.RejectedException;
import dev.iota.local.cloud.states.execution.ExecutionState;
import dev.iota.local.cloud.states.execution.Start;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The executions that a folder holds, by name: what was open goes on from its log, and what ended long ago is
 * forgotten.
 */
final class ExecutionStore {
    /** How long the name of an execution that ended cannot be used again, and its history is kept. */
    private static final Duration RETENTION = Duration.ofDays(90);

    private final Path folder;
    private final String region;
    private final Map<String, Execution> byKey = new ConcurrentHashMap<>();

    private ExecutionStore(Path folder, String region) {
        this.folder = folder;
        this.region = region;
    }

    /**
     * Replays every log.
     *
     * @param folder made if missing
     */
    static ExecutionStore open(Path folder, String region, Instant now) throws IOException {
        var executionStore = new ExecutionStore(Files.createDirectories(folder), region);
        try (var files = Files.newDirectoryStream(folder, "*" + Execution.SUFFIX)) {
            for (var file : files) {
                var loaded = load(file, region, now);
                if (loaded.isPresent() && isForgotten(loaded.get(), now)) {
                    loaded.get().delete();
                } else {
                    loaded.ifPresent(execution -> executionStore.byKey.put(execution.key(), execution));
                }
            }
            return executionStore;
        } catch (IOException | RuntimeException e) {
            executionStore.close();
            throw e;
        }
    }

    /** A file that cannot be read is set aside: it must not keep the others, and the cloud, from going on. */
    private static Optional<Execution> load(Path file, String region, Instant now) throws IOException {
        try {
            return Execution.load(file, region, now);
        } catch (JsonProcessingException | RuntimeException e) {
            SetAside.move(file, e);
            return Optional.empty();
        }
    }

    private static boolean isForgotten(Execution execution, Instant now) {
        var end = execution.ending();
        return end != null && !end.at().plus(RETENTION).isAfter(now);
    }

    /**
     * An execution, and whether it is new and has to begin.
     *
     * @param isNew false for the one that had this name and input, or was started by the same attempt
     */
    record Found(Execution execution, boolean isNew) {}

    /**
     * Makes an execution, or finds the same made already.
     *
     * @param input of the start, parsed
     * @throws RejectedException if another one has the name, or had it in the last 90 days
     */
    synchronized Found create(Start start, JsonNode input) throws IOException, RejectedException {
        var key = Execution.key(start.arn());
        var last = byKey.get(key);
        if (last != null && isTheSame(last, start)) {
            return new Found(last, false);
        }
        if (last != null) {
            last.delete();
        }
        var executionState = new ExecutionState(
                key, region, start, DefinitionReader.read(start.machine().definition()), input);
        var execution = Execution.create(folder, executionState);
        byKey.put(key, execution);
        return new Found(execution, true);
    }

    /** @throws RejectedException if {@code last} keeps its name from {@code next} */
    private static boolean isTheSame(Execution last, Start next) throws RejectedException {
        var open = last.ending() == null;
        var isOpenAndSame = open && last.start().input().equals(next.input());
        var isOfThisAttempt = next.by() != null && next.by().equals(last.start().by());
        if (isOpenAndSame || isOfThisAttempt) {
            return true;
        }
        if (open || !isForgotten(last, next.at())) {
            throw new RejectedException(
                    "ExecutionAlreadyExists", "Execution Already Exists: '%s'".formatted(next.arn()));
        }
        return false;
    }

    /** The one that a token names, or null. */
    @Nullable Execution byKey(String key) {
        return byKey.get(key);
    }

    /** @throws RejectedException if there is none */
    Execution get(String arn) throws RejectedException {
        var execution = byKey.get(Execution.key(arn));
        if (execution == null) {
            throw new RejectedException("ExecutionDoesNotExist", "Execution Does Not Exist: '%s'".formatted(arn));
        }
        return execution;
    }

    Collection<Execution> all() {
        return byKey.values();
    }

    /** Writes no more. */
    void close() throws IOException {
        for (var execution : byKey.values()) {
            execution.close();
        }
    }
}
