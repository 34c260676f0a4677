package dev.iota.validator.evidence;

import dev.iota.agent.failure.InputBadException;
import dev.iota.agent.home.BlockFile;
import dev.iota.agent.link.ObjectReader;
import dev.iota.agent.link.PresignedObjects.Fetched;
import dev.iota.core.base.Sha256;
import dev.iota.core.wire.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** Objects in a folder: the URL of each is the name of its file. */
final class FolderObjects implements ObjectReader {
    private final Path folder;

    FolderObjects(Path folder) {
        this.folder = folder;
    }

    /** Where an object lies that was read. */
    Path file(Source source) {
        return folder.resolve(source.url());
    }

    @Override
    public Fetched get(Source source, Instant deadline) throws InputBadException {
        var bytes = read(source, 0, Math.toIntExact(source.bytes()));
        var found = Sha256.hex(bytes);
        if (source.sha256().isPresent() && !source.sha256().get().equals(found)) {
            throw new InputBadException("%s hashes to %s; %s was declared"
                    .formatted(source.url(), found, source.sha256().get()));
        }
        return new Fetched(bytes, found);
    }

    @Override
    public byte[] get(Source source, long from, int length, Instant deadline) throws InputBadException {
        return read(source, from, length);
    }

    private byte[] read(Source source, long from, int length) throws InputBadException {
        var name = source.url();
        // A name, and no way out of the folder.
        if (!name.matches("[\\w-][\\w.-]{0,99}")) {
            throw new InputBadException("'%s' is no name of a file in the folder".formatted(name));
        }
        try {
            var file = file(source);
            if (Files.size(file) != source.bytes()) {
                throw new InputBadException(
                        "%s has %d bytes; %d were declared".formatted(name, Files.size(file), source.bytes()));
            }
            return BlockFile.read(file, from, length);
        } catch (IOException e) {
            throw new InputBadException("%s cannot be read: %s".formatted(name, e));
        }
    }
}
