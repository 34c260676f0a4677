package dev.iota.agent.home;

import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.model.file.BoundedFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** The secret that lets a restarted miner take over its own session at once. One for each run. */
public final class SessionFile {
    private static final String NAME = "session.json";
    private static final int MOST_BYTES = 1 << 16;

    private final Path folder;
    private final Path file;

    /** @param folder of the run in the agent's home */
    public SessionFile(Path folder) {
        this.folder = folder;
        this.file = folder.resolve(NAME);
    }

    private record Content(String session) {}

    /**
     * The session on disk; empty if there is none, or the file makes no sense: then the old session has to end by
     * itself.
     *
     * @throws UncheckedIOException if the disk fails; unchecked, so that it is not taken for an outage of the network
     */
    public Optional<String> read() {
        try {
            return Optional.of(
                    Json.read(BoundedFile.text(file, MOST_BYTES), Content.class).session());
        } catch (NoSuchFileException | MalformedException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws UncheckedIOException if the disk fails */
    public void write(String session) {
        try {
            PrivateFiles.directories(folder);
            PrivateFiles.replace(file, Json.write(new Content(session)) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
