package dev.iota.local.cloud.states;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.iota.local.cloud.states.definition.Documents;
import dev.iota.local.cloud.states.definition.RejectedException;
import dev.iota.local.cloud.states.execution.StateMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The state machines that exist, each a file that is replaced as a whole. */
final class StateMachines {
    private static final String SUFFIX = ".json";

    private final Path folder;
    private final Map<String, StateMachine> byArn = new ConcurrentHashMap<>();

    private StateMachines(Path folder) {
        this.folder = folder;
    }

    static StateMachines open(Path folder) throws IOException {
        Files.createDirectories(folder);
        var machines = new StateMachines(folder);
        try (var files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (var file : files) {
                try {
                    machines.add(Documents.read(Files.readString(file), StateMachine.class));
                } catch (JsonProcessingException e) {
                    SetAside.move(file, e); // those of the run are made again
                }
            }
        }
        return machines;
    }

    private void add(StateMachine machine) {
        byArn.put(machine.arn(), machine);
    }

    /**
     * Makes a state machine, or finds it made already.
     *
     * @throws RejectedException if there is another one of that name
     */
    synchronized StateMachine create(StateMachine machine) throws IOException, RejectedException {
        var existing = byArn.get(machine.arn());
        if (existing == null) {
            return put(machine);
        }
        if (existing.definition().equals(machine.definition())
                && existing.roleArn().equals(machine.roleArn())) {
            return existing;
        }
        throw new RejectedException(
                "StateMachineAlreadyExists",
                "State Machine Already Exists with another definition or role: '%s'".formatted(machine.arn()));
    }

    /** Makes a state machine or changes it; executions that run keep the definition that they were started with. */
    synchronized StateMachine put(StateMachine machine) throws IOException {
        var existing = byArn.get(machine.arn());
        var put = existing == null ? machine : machine.createdAt(existing.created());
        var temporary = folder.resolve(put.name() + ".new");
        Files.writeString(temporary, Documents.write(put));
        Files.move(
                temporary,
                folder.resolve(put.name() + SUFFIX),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        add(put);
        return put;
    }

    /** Executions that run keep their definition. One that does not exist is deleted already. */
    synchronized void delete(String arn) throws IOException {
        var deleted = byArn.remove(arn);
        if (deleted != null) {
            Files.deleteIfExists(folder.resolve(deleted.name() + SUFFIX));
        }
    }

    /** @throws RejectedException if there is none */
    StateMachine get(String arn) throws RejectedException {
        var machine = byArn.get(arn);
        if (machine == null) {
            throw new RejectedException(
                    "StateMachineDoesNotExist", "State Machine Does Not Exist: '%s'".formatted(arn));
        }
        return machine;
    }

    /** All of them, the newest first. */
    List<StateMachine> all() {
        return byArn.values().stream()
                .sorted(Comparator.comparing(StateMachine::created).reversed().thenComparing(StateMachine::name))
                .toList();
    }
}
