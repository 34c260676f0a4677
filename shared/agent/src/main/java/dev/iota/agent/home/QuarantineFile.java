package dev.iota.agent.home;

import dev.iota.cloud.process.LocalDisk;
import dev.iota.core.base.Json;
import dev.iota.core.wire.Quarantined;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;

/**
 * Inbox messages that were refused, one line of JSON each, in the agent's home. A full file takes the place of the one
 * before, so there are two at most.
 */
public final class QuarantineFile {
    public static final String NAME = "quarantine.jsonl";

    private static final String BEFORE = "quarantine.1.jsonl";
    private static final long MOST_BYTES = 1 << 20;

    private final Path folder;
    private final Logger log;

    /** @param folder of the run in the agent's home */
    public QuarantineFile(Path folder, Logger log) {
        this.folder = folder;
        this.log = log;
    }

    public void put(Quarantined record) {
        var file = folder.resolve(NAME);
        try {
            PrivateFiles.directories(folder);
            if (size(file) > MOST_BYTES) {
                Files.move(file, folder.resolve(BEFORE), StandardCopyOption.REPLACE_EXISTING);
            }
            Files.writeString(file, Json.write(record) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            log.warn("a refused message cannot be kept in {}: {}", file, new LocalDisk(folder).reason(e));
        }
    }

    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }
}
