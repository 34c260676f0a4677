package dev.iota.agent.home;

import dev.iota.agent.failure.AgentException;
import dev.iota.core.run.RunSpec;
import dev.iota.model.file.BoundedFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The data of a run, as they were called when this agent first took part in it. Whoever can change what an orchestrator
 * says cannot make it believe in others later.
 */
public final class KnownData {
    private static final String NAME = "data.sha256";
    private static final int MOST_BYTES = 1 << 10;

    private KnownData() {}

    /**
     * Remembers the data that a specification names, or sees to it that they are those of before.
     *
     * @param folder of the run in the agent's home
     * @throws AgentException if the specification names others, or none
     */
    public static void require(Path folder, RunSpec spec) throws IOException {
        var named = spec.data()
                .orElseThrow(() -> AgentException.wrong(
                        "the orchestrator does not say what the data of the run '%s' are; ask its owner"
                                .formatted(spec.run())));
        var file = folder.resolve(NAME);
        var known = read(file);
        if (known.isEmpty()) {
            PrivateFiles.directories(folder);
            PrivateFiles.replace(file, named + "\n");
        } else if (!known.get().equals(named)) {
            throw AgentException.wrong(
                    ("the data of the run '%s' have a manifest with the SHA-256 %s now, and had one with"
                                    + " %s before: ask the owner of the run; if it was made anew, delete %s")
                            .formatted(spec.run(), named, known.get(), file));
        }
    }

    private static Optional<String> read(Path file) throws IOException {
        try {
            return Optional.of(BoundedFile.text(file, MOST_BYTES).strip());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
