package dev.iota.miner;

import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.core.run.RunSpec;
import dev.iota.model.file.BoundedFile;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;

/** The specification of a run in a file. */
final class SpecFile {
    private static final int MOST_BYTES = 1 << 20;

    private SpecFile() {}

    /** @throws MalformedException if the file is damaged; the message names it */
    static RunSpec read(Path file) throws IOException {
        try {
            return Json.read(BoundedFile.text(file, MOST_BYTES), RunSpec.class);
        } catch (CharacterCodingException e) {
            throw unusable(file, "it is no text", e);
        } catch (IllegalArgumentException e) {
            throw unusable(file, String.valueOf(e.getMessage()), e);
        }
    }

    private static MalformedException unusable(Path file, String why, Exception cause) {
        return new MalformedException(
                "%s is damaged: %s; './iota train --resume' of its run writes it anew".formatted(file, why), cause);
    }
}
