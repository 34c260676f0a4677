package dev.iota.model.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.iota.core.base.MalformedException;
import dev.iota.core.base.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The SHA-256 of each file of a checkpoint, as its {@code config.json} names them. That of {@code config.json} itself
 * is taken with an empty text in its own place.
 *
 * @param byName of the file
 */
record FileHashes(Map<String, String> byName) {
    private static final String FIELD = "sha256";
    private static final String REMEDY =
            "copy it again from where it came, or let './iota train --resume' of its run write the checkpoint anew";

    FileHashes {
        byName = Map.copyOf(byName);
    }

    /** Adds them to a configuration; returns its text. */
    String into(ObjectNode root, ObjectNode ours) {
        var hashes = ours.putObject(FIELD);
        new TreeMap<>(byName).forEach(hashes::put);
        hashes.put(CheckpointConfig.FILE, "");
        var own = Sha256.hex(root.toPrettyString());
        hashes.put(CheckpointConfig.FILE, own);
        return root.toPrettyString();
    }

    /**
     * Takes them out of a configuration; empty if it has none.
     *
     * @throws MalformedException if they are no hashes
     */
    static Optional<FileHashes> outOf(ObjectNode ours) {
        var found = ours.remove(FIELD);
        if (found == null) {
            return Optional.empty();
        }
        if (!found.isObject()) {
            throw new MalformedException("%s is no object".formatted(FIELD));
        }
        var hashes = new TreeMap<String, String>();
        for (var hash : found.properties()) {
            hashes.put(hash.getKey(), Sha256.require(hash.getValue().asText(), FIELD + "." + hash.getKey()));
        }
        return Optional.of(new FileHashes(hashes));
    }

    /** @throws MalformedException if the configuration is not as it was written */
    void requireConfig(Path file, String text) {
        var wanted = byName.get(CheckpointConfig.FILE);
        if (wanted != null) {
            requireEqual(file, wanted, Sha256.hex(text.replace('"' + wanted + '"', "\"\"")));
        }
    }

    /**
     * Reads a file of the checkpoint to its end.
     *
     * @throws MalformedException if it is not as it was written
     */
    void require(Path file) throws IOException {
        var wanted = byName.get(String.valueOf(file.getFileName()));
        if (wanted == null) {
            throw new MalformedException(
                    "%s names hashes, but none of %s; %s".formatted(CheckpointConfig.FILE, file, REMEDY));
        }
        try (var in = Files.newInputStream(file)) {
            requireEqual(file, wanted, Sha256.hex(in));
        }
    }

    private static void requireEqual(Path file, String wanted, String found) {
        if (!wanted.equals(found)) {
            throw new MalformedException("%s is damaged: its SHA-256 is %s, %s wants %s; %s"
                    .formatted(file, found, CheckpointConfig.FILE, wanted, REMEDY));
        }
    }
}
